import { expect, test } from 'vitest'
import { tellCrashStory } from '../support/crash-story.ts'

// One round per victim; `node bench/kill.ts --rounds 20` looks longer.
test('kill -9 of server, database and both under a stream of writes loses and doubles nothing', async () => {
  const report = await tellCrashStory({ rounds: 3, seed: 3 })
  expect(report.acknowledged).toBeGreaterThan(30)
  expect(report.alerts).toBeGreaterThan(10)
  expect(report.messages).toBeGreaterThan(10)
}, 480_000)
