import { sql } from 'kysely'
import { archiveTerms } from '../src/core/contract/archive.ts'
import { chooseWay } from '../src/server/modules/contracts/archive-ways.ts'
import { searchStatement } from '../src/server/modules/contracts/search-contracts.ts'
import { systemClock } from '../src/server/platform/clock.ts'
import { read, SYSTEM } from '../src/server/platform/context.ts'
import type { Place, Say } from './company.ts'
import { atMost, type Latency, latencyOf, round, type Verdict } from './figures.ts'
import { measure, openClient } from './load.ts'
import { signIn, startProduct } from './server.ts'
import type { Settings } from './settings.ts'

type SearchFigures = {
  search: string
  who: string
  found: number
  /** more than these have the words */
  isCapped: boolean
  product: Latency
  floor: Latency
  ratio: number
}
export type ArchiveFigures = { contracts: number; searches: SearchFigures[]; plan: string }

const P99_MS = 300
const CHUNK = 5_000

/**
 * The archive of contracts (C078): searches over HTTP as the boss and as a manager, with page, counts and
 * words around
 * the hits, beside the bare question in SQL as superuser on the same keys, which must find as many.
 */
export async function measureArchive(
  place: Place,
  { orgId, settings, say }: { orgId: string; settings: Settings; say: Say },
): Promise<{ figures: ArchiveFigures; verdicts: Verdict[] }> {
  await fillArchive(place, orgId, { contracts: settings.contracts, say })
  const product = await startProduct(place, 'serve')
  try {
    const people = { boss: await signIn(product.url, 'boss'), manager: await signIn(product.url, 'manager0') }
    const searches: SearchFigures[] = []
    for (const [search, texts] of Object.entries(await textsOf(place, orgId))) {
      const paths = texts.map((text) => `/api/contract-archive?q=${encodeURIComponent(text)}`)
      const floor = await measureFloor(place, orgId, { texts, seconds: settings.secondsEach })
      for (const [who, target] of Object.entries(people)) {
        const client = openClient(target, 1)
        const { total: found, isCapped } = JSON.parse((await client.send('GET', paths[0]!)).text)
        client.close()
        if (who === 'boss' && (isCapped ? found >= floor.found : found !== floor.found))
          throw new Error(`${texts[0]}: ${found} contracts, the floor finds ${floor.found}`)
        const ours = await measure(target, { paths, connections: 1, seconds: settings.secondsEach })
        const ratio = round(ours.p50 / floor.latency.p50)
        searches.push({ search, who, found, isCapped, product: ours, floor: floor.latency, ratio })
        say(`${search} as ${who}: p99 ${ours.p99} ms, ${found} found`)
      }
    }
    const verdicts = searches.map(({ search, who, product: { p99 } }) =>
      atMost(`archive, ${search}, ${who}: p99`, p99, P99_MS, ' ms'),
    )
    const plans = [await planOf(place, orgId, '导轨'), await planOf(place, orgId, '违约')]
    const plan = plans.join('\n\n')
    return { figures: { contracts: settings.contracts, searches, plan }, verdicts }
  } finally {
    await product.stop()
  }
}

/** Written through the table, so that the triggers index what they index in life. */
async function fillArchive(
  { admin }: Place,
  orgId: string,
  { contracts, say }: { contracts: number; say: Say },
): Promise<void> {
  const { rows } = await admin.query(
    `select count(*)::int as n from contract where org_id = $1 and number like 'DA-%'`,
    [orgId],
  )
  for (let from = rows[0].n; from < contracts; from += CHUNK) {
    const to = Math.min(contracts, from + CHUNK)
    await admin.query(CONTRACTS, [orgId, from, to - 1])
    await admin.query(VERSIONS, [orgId, from, to - 1])
    say(`${to} contracts written`)
  }
  await admin.query('vacuum analyze')
}

const NUMBERED = `(select g as n, 'DA-' || (2015 + g % 11) || '-' || lpad(g::text, 6, '0') as number from generate_series($2::int, $3::int) g)`
const CONTRACTS = `
  insert into contract (org_id, id, number, customer_id, title, amount_fen, signed_on, ends_on, status, responsible_id, known_at,
    recorded_at, updated_at)
  select $1, gen_random_uuid(), s.number, c.ids[1 + s.n % cardinality(c.ids)],
    (array['导轨','丝杠','轴承座','伺服电机','直线模组','联轴器','滑块','减速机'])[1 + s.n % 8] ||
    (array['年度框架合同','买卖合同','供货协议','技术服务合同'])[1 + (s.n / 8) % 4],
    (1000 + (s.n::bigint * 7919) % 2000000) * 100, date '2015-01-01' + s.n % 4000, date '2016-01-01' + s.n % 4000,
    case when s.n % 5 = 0 then 'open' else 'ended' end, u.ids[1 + s.n % cardinality(u.ids)], now(), now(), now()
  from ${NUMBERED} s,
    (select array_agg(id order by id) as ids from customer where org_id = $1) c,
    (select array_agg(id order by id) as ids from app_user where org_id = $1 and status = 'active') u`

/** Twenty-four sentences of templates and four of the contract's own, about a thousand characters in all. */
const VERSIONS = `
  with written as (
    insert into contract_version (org_id, id, contract_id, number, content, amount_fen, content_hash, recorded_at)
    select $1, gen_random_uuid(), k.id, 1, jsonb_build_object('title', k.title, 'lines', '[]'::jsonb, 'clauses', jsonb_build_object(
        'subject', '甲方向乙方采购' || k.title || '所列货物，型号 ' || upper(substr(md5(s.number), 1, 8)) || '，数量 ' || (s.n % 900 + 10) || ' 件。'
          || (select string_agg('标的说明第' || i || '条：货物须符合国家标准及双方确认的图纸，样品封存备查' || (s.n + i) % 40, '。') from generate_series(1, 6) i),
        'delivery', '乙方于' || to_char(k.ends_on - 60, 'YYYY年MM月DD日') || '前送达甲方仓库。质保期为 ' || (s.n % 4 + 1) * 6 || ' 个月。'
          || (select string_agg('交付条款第' || i || '条：甲方在到货后七日内组织验收，逾期视为合格' || (s.n + i) % 40, '。') from generate_series(1, 6) i),
        'breach', '违约金按' || k.amount_fen / 2000 || '元计算。'
          || (select string_agg('违约条款第' || i || '条：任何一方不履行义务的，应当赔偿对方因此受到的损失' || (s.n + i) % 40, '。') from generate_series(1, 6) i),
        'dunning', (select string_agg('催款条款第' || i || '条：逾期付款的，乙方可书面催告并暂停供货' || (s.n + i) % 40, '。') from generate_series(1, 6) i))),
      k.amount_fen, '', now()
    from ${NUMBERED} s join contract k on k.org_id = $1 and k.number = s.number
    returning contract_id, id)
  update contract k set version_id = w.id from written w where k.org_id = $1 and k.id = w.contract_id`

/** What people type: two characters, a clause, a number, a party, an amount, two words. */
async function textsOf({ admin }: Place, orgId: string): Promise<Record<string, string[]>> {
  const { rows } = await admin.query<{ number: string; amount: string; model: string; name: string }>(
    `select k.number, (k.amount_fen / 100)::text as amount, upper(substr(md5(k.number), 1, 8)) as model, regexp_replace(substr(c.short_name, length(c.city) + 1), '[0-9]+$', '') as name
     from contract k join customer c on c.org_id = k.org_id and c.id = k.customer_id
     where k.org_id = $1 and k.number like 'DA-%' order by md5(k.id::text) limit 100`,
    [orgId],
  )
  return {
    'two characters in most contracts': ['违约', '验收', '催告', '图纸'],
    'two characters of a title': ['导轨', '丝杠', '滑块', '模组'],
    'a phrase of clauses': ['质保期为12个月', '质保期为24个月', '书面催告并暂停供货7'],
    'a number': rows.map(({ number }) => number),
    'a party': rows.map(({ name }) => name),
    'an amount': rows.map(({ amount }) => amount),
    'a model in a clause': rows.map(({ model }) => model),
    'two words': rows.map(({ name }, index) => `${name} ${['验收', '质保期', '丝杠'][index % 3]}`),
  }
}

/** The bare question on the same keys: how many, and the newest twenty. */
async function measureFloor(
  { admin }: Place,
  orgId: string,
  { texts, seconds }: { texts: string[]; seconds: number },
): Promise<{ latency: Latency; found: number }> {
  const ask = async (text: string): Promise<number> => {
    const { rows } = await admin.query(floorOf(text), [orgId])
    return rows[0]?.total ?? 0
  }
  const found = await ask(texts[0]!)
  const samples: number[] = []
  const started = performance.now()
  for (let next = 0; performance.now() - started < seconds * 1000; next += 1) {
    const begun = performance.now()
    await ask(texts[next % texts.length]!)
    samples.push(performance.now() - begun)
  }
  return { latency: latencyOf(samples, performance.now() - started), found }
}

function floorOf(text: string): string {
  const quoted = (value: string) => `'${value.replaceAll("'", "''")}'`
  const words = archiveTerms(text).map((term) => {
    const keys = term.keys
      .map((key) => `id in (select text_id from archive_key where org_id = $1 and key = ${quoted(key)})`)
      .join(' and ')
    const customers = term.keys.map((key) => `search_keys @> array[${quoted(key)}]`).join(' and ')
    return `k.id in (select contract_id from archive_use where org_id = $1 and text_id in
        (select id from archive_text where org_id = $1 and ${keys} and strpos(folded, ${quoted(term.text)}) > 0)
      union all select id from contract where org_id = $1 and customer_id in
        (select id from customer where org_id = $1 and ${customers} and strpos(name, ${quoted(term.text)}) > 0)
      union all select id from contract where org_id = $1 and amount_fen = ${term.amountFen ?? -1n})`
  })
  return `select k.number, k.title, c.name, count(*) over ()::int as total from contract k
    join customer c on c.org_id = k.org_id and c.id = k.customer_id
    where k.org_id = $1 and k.voided_at is null and ${words.join(' and ')} order by k.signed_on desc limit 20`
}

/** The statement as it runs for the application's role, with what it really did. */
async function planOf({ installation }: Place, orgId: string, text: string): Promise<string> {
  return read(installation.db, { orgId, actor: SYSTEM, now: systemClock.now() }, async (ctx) => {
    const { way, terms } = await chooseWay(ctx, archiveTerms(text))
    const statement = searchStatement(ctx, { page: 1, size: 20 }, terms, way)
    const { rows } = await sql<
      Record<string, string>
    >`explain (analyze, costs off, timing off) ${statement}`.execute(ctx.db)
    return [`${text}: ${JSON.stringify(way)}`, ...rows.map((row) => Object.values(row)[0])].join('\n')
  })
}
