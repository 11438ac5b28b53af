  ready: true
  started: true
  restartCount: 0
  state: { running: { startedAt: {{ $since | Quote }} } }
