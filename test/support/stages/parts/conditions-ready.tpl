@include condition-times
conditions:
{{ range $type := list "PodReadyToStartContainers" "Ready" "ContainersReady" }}
- type: {{ $type }}
  status: "True"
  reason: null
  message: null
  {{ if ne (get $were $type) "True" }}
  lastTransitionTime: {{ $now | Quote }}
  {{ end }}
{{ end }}
{{ range .spec.readinessGates }}
- { type: {{ .conditionType | Quote }}, status: "True", lastTransitionTime: {{ $now | Quote }} }
{{ end }}
