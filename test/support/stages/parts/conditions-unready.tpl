conditions:
- { type: PodReadyToStartContainers, status: "True", lastTransitionTime: {{ $now | Quote }} }
{{ range $type := list "Ready" "ContainersReady" }}
- type: {{ $type }}
  status: "False"
  lastTransitionTime: {{ $now | Quote }}
  reason: ContainersNotReady
  message: 'containers with unready status: [{{ join " " $bad }}]'
{{ end }}
