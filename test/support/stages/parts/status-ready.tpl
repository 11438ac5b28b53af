@include variables
@include conditions-ready
containerStatuses:
{{ range .spec.containers }}
@include container
@include running
{{ end }}
@include init-containers
@include addresses
phase: Running
