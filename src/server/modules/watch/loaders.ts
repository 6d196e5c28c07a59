import { DAY_MS, type Instant } from '../../../core/calendar.ts'
import type { FieldChange, History } from '../../../core/watch/evaluate.ts'
import type { Delta } from '../../../core/watch/metric.ts'
import { metricDef } from '../../../core/watch/metrics.ts'
import { peerBook } from '../../../core/watch/peer-book.ts'
import type { PeerBook } from '../../../core/watch/peers.ts'
import {
  asksChance,
  asksPeers,
  countedBy,
  fieldsOf,
  lookBackOf,
  metricsOf,
  type RuleVersion,
} from '../../../core/watch/rule.ts'
import type { SubjectKind } from '../../../core/watch/subject.ts'
import type { ReadCtx } from '../../platform/context.ts'
import {
  type FieldLoader,
  type LoadRange,
  type MetricLoader,
  toDelta,
  toFieldChange,
} from '../../platform/metric-loader.ts'
import { Numbered } from '../../platform/numbered.ts'
import { cashMetrics } from '../cash/index.ts'
import { complaintMetrics } from '../complaints/index.ts'
import { contractMetrics } from '../contracts/index.ts'
import { creditFieldLoaders, creditMetrics } from '../credit/index.ts'
import { customFieldLoaders } from '../custom-fields/index.ts'
import { customerFieldLoaders, customerMetrics } from '../customers/index.ts'
import { dealFieldLoaders, dealMetrics } from '../deals/index.ts'
import { goodsMetrics } from '../goods/index.ts'
import { loadCalendar, loadDepartures, loadStays, peopleFieldLoaders } from '../identity/index.ts'
import { indicatorMetrics, namedDefs } from '../indicators/index.ts'
import { orderMetrics } from '../orders/index.ts'
import { quoteMetrics } from '../quotes/index.ts'
import { receivableFieldLoaders, receivableMetrics } from '../receivables/index.ts'
import { registerMetrics } from '../register/index.ts'
import { targetMetrics } from '../targets/index.ts'
import { alertMetrics } from './alert-metrics.ts'
import { loadAway } from './away.ts'
import { loadBudget } from './budget-rows.ts'
import { Facts } from './facts.ts'
import { lateFor, sourceFields, sourceMetrics } from './late-sources.ts'
import { loadPacked } from './packed.ts'
import { type Column, SubjectSeries } from './subject-series.ts'
import { subjectsEver } from './subjects.ts'

const METRIC_LOADERS: readonly MetricLoader[] = [
  ...customerMetrics,
  ...complaintMetrics,
  ...dealMetrics,
  ...quoteMetrics,
  ...orderMetrics,
  ...goodsMetrics,
  ...contractMetrics,
  ...receivableMetrics,
  ...cashMetrics,
  ...creditMetrics,
  ...registerMetrics,
  ...targetMetrics,
  ...indicatorMetrics,
  ...alertMetrics,
  ...sourceMetrics,
]
const FIELD_LOADERS: readonly FieldLoader[] = [
  ...customFieldLoaders,
  ...customerFieldLoaders,
  ...creditFieldLoaders,
  ...dealFieldLoaders,
  ...receivableFieldLoaders,
  ...peopleFieldLoaders,
  ...sourceFields,
]

export type Wanted = {
  kind: SubjectKind
  ids: readonly string[]
  metrics: readonly string[]
  fields: readonly string[]
  /** nothing will be read before this instant; null: the whole past */
  since: Instant | null
  /** days before `since` that a line of a metric is drawn from, see `lookBackOf` */
  lookBack?: ReadonlyMap<string, number>
  /** the figures only, without the facts behind them: for many subjects at once */
  bare?: true
  /** whether figures are held against their own chance, which needs the working calendar */
  chance?: boolean | undefined
  /** what subjects are held against each other by; `book` when whoever asks has it already */
  peers?: { metrics: readonly string[]; fields: readonly string[]; book?: PeerBook } | undefined
  /** see `LoadRange` */
  dense?: LoadRange['dense']
  counted?: LoadRange['counted']
  held?: LoadRange['held']
  once?: LoadRange['once']
  /** transactions at the same tick that read in turn what does not hang on alerts */
  beside?: readonly ReadCtx[]
}

/** What these rules look at, and how far back. */
export function wantedBy(
  versions: readonly RuleVersion[],
): Pick<Wanted, 'metrics' | 'fields' | 'chance' | 'peers' | 'counted'> & { lookBack: Map<string, number> } {
  const rules = versions.map(({ rule }) => rule)
  const compared = rules.filter(asksPeers)
  const peers = { metrics: unique(compared.flatMap(metricsOf)), fields: unique(compared.flatMap(fieldsOf)) }
  return {
    metrics: unique(rules.flatMap(metricsOf)),
    fields: unique(rules.flatMap(fieldsOf)),
    lookBack: lookBackOf(rules),
    counted: countedBy(rules),
    chance: rules.some(asksChance),
    peers: compared.length > 0 ? peers : undefined,
  }
}

/**
 * The others of a kind as rules see them, for whoever goes through many subjects chunk by chunk. They are
 * read at the instants of whoever is held against them: not before `since`.
 */
export async function peersFor(
  ctx: ReadCtx,
  kind: SubjectKind,
  peers: Wanted['peers'],
  since: Instant | null = null,
): Promise<Wanted['peers']> {
  if (!peers || peers.book) return peers
  const { metrics, fields } = peers
  const all = await subjectsEver(ctx, kind)
  const histories = await loadHistories(ctx, { kind, ids: all, metrics, fields, since, bare: true })
  return { ...peers, book: peerBook([...histories.values()]) }
}

function unique(names: readonly string[]): string[] {
  return [...new Set(names)]
}

/** Whether any module can load this metric for this kind of subject. */
export function isLoadable(kind: SubjectKind, metric: string): boolean {
  const source = metricDef(kind, metric)?.deltasOf ?? metric
  const whose = kind === 'team' ? 'rep' : kind
  return METRIC_LOADERS.some((loader) => loader.subject === whose && isOf(loader, source))
}

function isOf({ metrics, prefix }: MetricLoader, source: string): boolean {
  return metrics.includes(source) || (prefix !== undefined && source.startsWith(prefix))
}

export type Fields = ReadonlyMap<string, History['fields']>

/**
 * The histories of many subjects of one kind, one query per loader; every subject asked for has an entry.
 */
export async function loadHistories(ctx: ReadCtx, wanted: Wanted): Promise<Map<string, History>> {
  const { historyOf } = await loadBook(ctx, wanted)
  return new Map(wanted.ids.map((id) => [id, historyOf(id)]))
}

/** What is known of many subjects: the history of each for whoever looks at it. */
export type Book = { historyOf: (id: string) => History }

/** `known`: the fields of the subjects, when they have been loaded already. */
export async function loadBook(ctx: ReadCtx, wanted: Wanted, known?: Fields): Promise<Book> {
  const [deltas, fields, departures, away, calendar, budget, peers, named] = await Promise.all([
    wanted.kind === 'team' ? loadTeamDeltas(ctx, wanted) : loadDeltas(ctx, wanted),
    known ?? loadFields(ctx, wanted),
    wanted.kind === 'rep' ? loadDepartures(ctx, wanted.ids) : null,
    wanted.kind === 'rep' ? loadAway(ctx, wanted.ids) : null,
    wanted.chance ? loadCalendar(ctx) : null,
    wanted.chance ? loadBudget(ctx) : null,
    peersFor(ctx, wanted.kind, wanted.peers, wanted.since),
    namedDefs(ctx, wanted.kind === 'org' ? wanted.metrics : []),
  ])
  const own = new Map(
    wanted.metrics.flatMap((metric): [string, Column][] => {
      const def = named.get(metric) ?? metricDef(wanted.kind, metric)
      return def
        ? [[metric, { def, deltas: deltas.get(def.deltasOf ?? metric), none: { def, deltas: NONE } }]]
        : []
    }),
  )
  const late = await lateFor(
    ctx,
    [...own.values()].map(({ def }) => def),
  )
  const setting = {
    ...(calendar && { calendar }),
    ...(budget && { budget }),
    ...(peers?.book && { peers: peers.book }),
    ...(late && { late }),
  }
  return {
    historyOf: (id) => {
      const history: History = {
        subject: { kind: wanted.kind, id },
        series: new SubjectSeries(own, id),
        fields: fields.get(id) ?? NO_FIELDS,
        ...setting,
      }
      const endsAt = departures?.get(id)
      if (endsAt !== undefined) history.endsAt = endsAt
      const gone = away?.get(id)
      if (gone !== undefined) history.away = gone
      return history
    },
  }
}

const NO_FIELDS: History['fields'] = {}
const NONE: readonly Delta[] = []

/** By metric, then by subject. */
type Deltas = Map<string, Facts>

/**
 * What the people of a team did while they were in it: who moves on leaves his past with the team and brings
 * none to the next. People are loaded with what their own figures are made of.
 */
async function loadTeamDeltas(ctx: ReadCtx, wanted: Wanted): Promise<Deltas> {
  const stays = (await loadStays(ctx)).filter(({ teamId }) => wanted.ids.includes(teamId))
  const people = unique(stays.map(({ userId }) => userId))
  // One by one: what is summed up over a move can no longer be told apart.
  const ofPeople = await loadDeltas(ctx, { ...wanted, kind: 'rep', ids: people, since: null })
  const deltas: Deltas = new Map()
  for (const source of sourcesOf(wanted)) {
    const ofTeams = new Facts()
    deltas.set(source, ofTeams)
    for (const { userId, teamId, from, until } of stays) {
      for (const delta of ofPeople.get(source)?.get(userId) ?? [])
        if (from <= delta.at && (until === null || delta.at < until)) ofTeams.add(teamId, delta)
    }
  }
  return deltas
}

function sourcesOf({ kind, metrics }: Pick<Wanted, 'kind' | 'metrics'>): Set<string> {
  return new Set(metrics.map((metric) => metricDef(kind, metric)?.deltasOf ?? metric))
}

async function loadDeltas(ctx: ReadCtx, wanted: Wanted): Promise<Deltas> {
  const sources = sourcesOf(wanted)
  const counted = wanted.counted && sourcesOf({ ...wanted, metrics: [...wanted.counted] })
  const numbered = new Numbered(wanted.ids)
  const deltas: Deltas = new Map([...sources].map((metric) => [metric, new Facts(numbered)]))
  const loaders = METRIC_LOADERS.filter(
    (loader) => loader.subject === wanted.kind && [...sources].some((source) => isOf(loader, source)),
  )
  const packersOf = (loader: MetricLoader) => {
    if (!wanted.bare) return undefined
    return loader.packed ?? (sinceFor(wanted, loader) === null ? loader.wholePast : undefined)
  }
  const { beside = [] } = wanted
  let turn = 0
  const readerOf = ({ ofAlerts }: MetricLoader) =>
    ofAlerts || beside.length === 0 ? ctx : beside[turn++ % beside.length]!
  const isPacked = (loader: MetricLoader) => packersOf(loader) !== undefined
  const isFigured = (loader: MetricLoader) =>
    wanted.bare === true && loader.figures !== undefined && sinceFor(wanted, loader) !== null
  const packed = loaders.filter(isPacked).flatMap((loader) =>
    packersOf(loader)!(ctx, { ...wanted, counted, since: sinceFor(wanted, loader) })
      .filter(({ metrics }) => metrics.some((metric) => sources.has(metric)))
      .map(({ query }) => loadPacked(readerOf(loader), query, (metric) => deltas.get(metric))),
  )
  const figured = loaders
    .filter(isFigured)
    .map((loader) =>
      loader.figures!(
        readerOf(loader),
        { ...wanted, counted, since: sinceFor(wanted, loader)! },
        (metric, id, delta) => deltas.get(metric)?.add(id, delta),
      ),
    )
  const listed = loaders
    .filter((loader) => !isPacked(loader) && !isFigured(loader))
    .map(async (loader) => {
      for (const row of await loader.load(readerOf(loader), {
        ...wanted,
        counted,
        since: sinceFor(wanted, loader),
      })) {
        const own = deltas.get(row.metric)
        // What was voided by the instant it would have been known was never known (an import taken back).
        if (!own || (row.until !== null && row.until <= row.at)) continue
        own.add(row.subject_id, toDelta(row))
      }
    })
  await Promise.all([...packed, ...figured, ...listed])
  return deltas
}

/** From when a loader's facts count one by one. */
function sinceFor({ kind, metrics, since, lookBack }: Wanted, loader: MetricLoader): Instant | null {
  if (since === null || lookBack === undefined) return since
  let days = 0
  for (const metric of metrics) {
    const source = metricDef(kind, metric)?.deltasOf ?? metric
    if (isOf(loader, source)) days = Math.max(days, lookBack.get(metric) ?? 0)
  }
  return Number.isFinite(days) ? since - days * DAY_MS : null
}

function isLoadedBy({ fields, prefix }: FieldLoader, field: string): boolean {
  return fields.includes(field) || (prefix !== undefined && field.startsWith(prefix))
}

export async function loadFields(
  ctx: ReadCtx,
  wanted: Pick<Wanted, 'kind' | 'ids' | 'fields' | 'dense'> & { since?: Instant | null },
): Promise<Map<string, Record<string, FieldChange[]>>> {
  const fields = new Map<string, Record<string, FieldChange[]>>()
  const loaders = FIELD_LOADERS.filter(
    (loader) => loader.subject === wanted.kind && wanted.fields.some((field) => isLoadedBy(loader, field)),
  )
  for (const rows of await Promise.all(loaders.map((loader) => loader.load(ctx, wanted)))) {
    for (const row of rows) {
      if (!wanted.fields.includes(row.field)) continue
      let own = fields.get(row.subject_id)
      if (!own) {
        own = {}
        fields.set(row.subject_id, own)
      }
      own[row.field] ??= []
      own[row.field]!.push(toFieldChange(row))
    }
  }
  return fields
}
