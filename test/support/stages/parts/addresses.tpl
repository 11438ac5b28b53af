{{ if not .status.podIP }}
hostIP: {{ NodeIPWith .spec.nodeName | Quote }}
hostIPs: [{ ip: {{ NodeIPWith .spec.nodeName | Quote }} }]
{{ $podIP := PodIPWith .spec.nodeName (or .spec.hostNetwork false) .metadata.uid .metadata.name .metadata.namespace }}
podIP: {{ $podIP | Quote }}
podIPs: [{ ip: {{ $podIP | Quote }} }]
{{ end }}
