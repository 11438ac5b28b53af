{{- /*
  $restarts: how often this container was restarted so far. $since and $finished: when its present run, or its last one
  if it waits, began and ended (now, if it runs).
*/ -}}
{{ $name := .name }}{{ $restarts := 0 }}{{ $since := $now }}{{ $finished := $now }}
{{ range $statuses }}
{{ if eq .name $name }}
{{ $restarts = int (default 0 .restartCount) }}
{{ if .state.running }}{{ $since = .state.running.startedAt }}{{ end }}
{{ if and .state.waiting .lastState }}
{{ with .lastState.terminated }}{{ $since = .startedAt }}{{ $finished = .finishedAt }}{{ end }}
{{ end }}
{{ end }}
{{ end }}
