@include condition-times
conditions:
- type: PodReadyToStartContainers
  status: "True"
  {{ if ne (get $were "PodReadyToStartContainers") "True" }}
  lastTransitionTime: {{ $now | Quote }}
  {{ end }}
{{ range $type := list "Ready" "ContainersReady" }}
- type: {{ $type }}
  status: "False"
  reason: ContainersNotReady
  message: 'containers with unready status: [{{ join " " $bad }}]'
  {{ if ne (get $were $type) "False" }}
  lastTransitionTime: {{ $now | Quote }}
  {{ end }}
{{ end }}
