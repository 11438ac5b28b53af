@include variables
@include conditions-unready
containerStatuses:
{{ range .spec.containers }}
@include container
  ready: {{ not (has .name $bad) }}
  started: true
  restartCount: 0
  state: { running: { startedAt: {{ $now | Quote }} } }
{{ end }}
@include init-containers
@include addresses
phase: Running
