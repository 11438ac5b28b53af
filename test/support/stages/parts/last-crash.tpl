  lastState:
    terminated:
      {{ if $oom }}
      exitCode: 137
      reason: OOMKilled
      {{ else }}
      exitCode: 1
      reason: Error
      message: {{ $message | Quote }}
      {{ end }}
      startedAt: {{ $since | Quote }}
      finishedAt: {{ $finished | Quote }}
