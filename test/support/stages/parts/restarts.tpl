{{ $name := .name }}{{ $restarts := 0 }}
{{ range $statuses }}{{ if eq .name $name }}{{ $restarts = int (default 0 .restartCount) }}{{ end }}{{ end }}
