import { expect, test } from 'vitest'
import { testDatabase } from '../../../../test/support/database.ts'
import { NOW, TODAY, twoOrgs } from '../../../../test/support/world-of-two-orgs.ts'
import { addDays, DAY_MS, type Instant } from '../../../core/calendar.ts'
import { readingAt } from '../../../core/watch/fold.ts'
import { metricDef } from '../../../core/watch/metrics.ts'
import { read, write } from '../../platform/context.ts'
import { toDelta } from '../../platform/metric-loader.ts'
import { createOrg } from '../identity/index.ts'
import { installPipeline, saveDeals } from './index.ts'
import { marketMetrics } from './market-metrics.ts'

const { db } = await testDatabase()
await twoOrgs(db)

test('deals begun, and the share of decisions lost to somebody who is named; the same read by figures alone', async () => {
  const { orgId } = await createOrg(
    db,
    { slug: 'market', name: '市场', isDemo: false, now: NOW - 200 * DAY_MS },
    (ctx) => installPipeline(ctx),
  )
  const day = (ago: number) => addDays(TODAY, -ago)
  const ends = [
    { stage: 'won', ago: 20 },
    { stage: 'lost', ago: 30, competitor: '对手甲' },
    { stage: 'lost', ago: 40, competitor: '' },
    { stage: 'lost', ago: 120, competitor: '对手甲' },
  ] as const
  await write(
    db,
    { orgId, now: NOW, source: { batchId: crypto.randomUUID(), historyDelayDays: 0, historyUntil: TODAY } },
    (ctx) =>
      saveDeals(
        ctx,
        ends.map(({ stage, ago, ...end }, index) => ({
          externalCode: `D-${index}`,
          title: `商机${index}`,
          stage,
          history: [
            { stage: 'reach', occurredOn: day(ago + 5) },
            { stage, occurredOn: day(ago), ...end },
          ],
        })),
      ),
  )
  const readAll = async (metric: string, at: Instant, since: Instant | null) =>
    read(db, { orgId, now: NOW }, async (ctx) => {
      const range = { ids: [orgId], since, ...(since === null ? {} : { bare: true }) }
      const rows = (await marketMetrics.load(ctx, range)).filter((row) => row.metric === metric)
      return readingAt({ def: metricDef('org', metric)!, deltas: rows.map(toDelta) }, at)
    })
  expect(await readAll('new_deals_4w', NOW, null)).toMatchObject({ value: 1 })
  expect(await readAll('new_deals_4w', NOW - 10 * DAY_MS, null)).toMatchObject({ value: 2 })
  const share = await readAll('lost_to_competitor_90d', NOW, null)
  expect(share).toMatchObject({ value: 3_333, num: 1, den: 3 })
  expect(await readAll('lost_to_competitor_90d', NOW, NOW - DAY_MS)).toEqual(share)
  // Nothing lies in any window any more: that there was something is told all the same.
  const later = NOW + 300 * DAY_MS
  const left = await read(db, { orgId, now: NOW }, (ctx) =>
    marketMetrics.load(ctx, { ids: [orgId], since: later, bare: true }),
  )
  for (const metric of marketMetrics.metrics)
    expect(left.some((row) => row.metric === metric && row.until === null && row.at <= later)).toBe(true)
  expect(await readAll('new_deals_4w', later, later)).toMatchObject({ value: 0, n: 0 })
})
