{{ if .spec.initContainers }}
initContainerStatuses:
{{ range .spec.initContainers }}
@include container
  ready: true
  restartCount: 0
  {{ if eq (default "" .restartPolicy) "Always" }}
  started: true
  state: { running: { startedAt: {{ $now | Quote }} } }
  {{ else }}
  started: false
  state:
    terminated: { exitCode: 0, reason: Completed, startedAt: {{ $now | Quote }}, finishedAt: {{ $now | Quote }} }
  {{ end }}
{{ end }}
{{ end }}
