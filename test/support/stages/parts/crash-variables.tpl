@include variables
{{- /* $oom: whether the kernel ends the container, instead of itself with $message. */ -}}
{{ $pod := .metadata.name }}
{{ $namespace := .metadata.namespace }}
{{ $statuses := .status.containerStatuses }}
{{ $annotations := or .metadata.annotations dict }}
{{ $labels := or .metadata.labels dict }}
{{ $chosen := or (index $annotations "tenantry.test/lifecycle") (index $labels "tenantry.test/lifecycle") "" }}
{{ $images := "" }}{{ range .spec.containers }}{{ $images = printf "%s %s" $images .image }}{{ end }}
{{ $oom := or (eq $chosen "oom") (and (eq $chosen "") (not (regexMatch ":crash" $images))) }}
{{ $message := or (index $annotations "tenantry.test/message") "panic: cannot connect to the database: connection refused" }}
