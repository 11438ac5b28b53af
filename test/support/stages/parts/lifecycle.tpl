.metadata.annotations["tenantry.test/lifecycle"]
// .metadata.labels["tenantry.test/lifecycle"]
// ([.spec.containers[].image]
    | if any(test("does-not-exist|:broken")) then "image-pull-failure"
      elif any(test(":crash")) then "crash-loop"
      elif any(test(":oom")) then "oom"
      elif any(test(":never-ready")) then "never-ready"
      elif any(test(":slow")) then "slow-start"
      else "ready" end)
