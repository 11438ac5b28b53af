{{- /* $were: the status of each condition so far. Its time moves only when the status does. */ -}}
{{ $were := dict }}
{{ range .status.conditions }}{{ $_ := set $were .type .status }}{{ end }}
