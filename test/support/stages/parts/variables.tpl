{{- /* $bad: names of the containers that misbehave, by their images, else the first one. */ -}}
{{ $now := Now }}
{{ $uid := .metadata.uid }}
{{ $bad := list }}
{{ range .spec.containers }}
{{ if regexMatch "does-not-exist|:(broken|crash|oom|never-ready|slow)" .image }}{{ $bad = append $bad .name }}{{ end }}
{{ end }}
{{ if not $bad }}{{ $bad = list (index .spec.containers 0).name }}{{ end }}
