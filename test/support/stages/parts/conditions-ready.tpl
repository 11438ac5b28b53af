conditions:
- { type: PodReadyToStartContainers, status: "True", lastTransitionTime: {{ $now | Quote }} }
{{ range $type := list "Ready" "ContainersReady" }}
- { type: {{ $type }}, status: "True", lastTransitionTime: {{ $now | Quote }}, reason: null, message: null }
{{ end }}
{{ range .spec.readinessGates }}
- { type: {{ .conditionType | Quote }}, status: "True", lastTransitionTime: {{ $now | Quote }} }
{{ end }}
