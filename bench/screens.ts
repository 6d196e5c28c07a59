import { pinyin } from 'pinyin-pro'
import { searchAlternatives } from '../src/core/customer/name-key.ts'
import type { Place, Say } from './company.ts'
import { cpuOf } from './cpu.ts'
import { atLeast, type Latency, round, type Verdict } from './figures.ts'
import { measure, openClient, type Target } from './load.ts'
import { type Running, signIn, startFloor, startProduct } from './server.ts'

/** `cpuMs`: processor time of server and PostgreSQL for one request */
type Measured = Latency & { cpuMs: number | null }

export type ScreenFigures = {
  screen: string
  who: string
  connections: number
  product: Measured
  floor: Measured
  ratio: number
}

type Screen = { name: string; product: string[]; floor: string[] }

const SAMPLED = 300
const CONNECTIONS = [1, 8]

/**
 * List, the three searches and the 360° page as the boss, who sees everything, and the list as a manager;
 * product and floor take turns, each with the same texts.
 */
export async function measureScreens(
  place: Place,
  { orgId, seconds, say }: { orgId: string; seconds: number; say: Say },
): Promise<{ figures: ScreenFigures[]; verdicts: Verdict[] }> {
  const screens = await chooseScreens(place, orgId)
  const product = await startProduct(place, 'serve')
  const floor = await startFloor(place, orgId)
  try {
    const people = { boss: await signIn(product.url, 'boss'), manager: await signIn(product.url, 'manager0') }
    await expectSameCounts(people.boss, floor, screens)
    const figures: ScreenFigures[] = []
    for (const [who, target] of Object.entries(people)) {
      for (const screen of screens) {
        if (who === 'manager' && screen.name !== 'list') continue
        for (const connections of CONNECTIONS) {
          const load = { connections, seconds }
          const ours = await measureWithCpu(place, product, target, { ...load, paths: screen.product })
          const theirs = await measureWithCpu(
            place,
            floor,
            { url: floor.url },
            { ...load, paths: screen.floor },
          )
          const ratio = round(ours.perSecond / theirs.perSecond)
          figures.push({ screen: screen.name, who, connections, product: ours, floor: theirs, ratio })
          say(`${screen.name} as ${who} at ${connections}: ${ours.perSecond}/s beside ${theirs.perSecond}/s`)
        }
      }
    }
    return { figures, verdicts: figures.map(verdictOf) }
  } finally {
    await product.stop()
    await floor.stop()
  }
}

async function measureWithCpu(
  place: Place,
  server: Running,
  target: Target,
  load: Parameters<typeof measure>[1],
): Promise<Measured> {
  const { value, cpu } = await cpuOf(place.config.dataDir, server.pid, () => measure(target, load))
  // The warming tenth is in the processor time and not in the samples.
  const requests = value.samples * 1.1
  return { ...value, cpuMs: cpu && round(((cpu.node + cpu.postgres) * 1000) / requests) }
}

function verdictOf({ screen, who, connections, ratio }: ScreenFigures): Verdict {
  return atLeast(`${screen}, ${who}, ${connections} connections: requests/s ÷ floor`, ratio, 0.3)
}

/** Texts as people type them, taken from the rows: two characters of a brand, its initials, a phone's end. */
async function chooseScreens({ admin }: Place, orgId: string): Promise<Screen[]> {
  const { rows } = await admin.query<{ id: string; short_name: string; city: string; phone: string }>(
    `select id, short_name, city, phone from customer where org_id = $1 and voided_at is null
     order by md5(id::text) limit ${SAMPLED}`,
    [orgId],
  )
  const brands = rows.map((row) => row.short_name.slice(row.city.length).replace(/\d+$/, ''))
  const search = (text: string) => `/api/customers?q=${encodeURIComponent(text)}`
  const floorSearch = (text: string) =>
    `/search?keys=${encodeURIComponent(JSON.stringify(searchAlternatives(text)))}`
  const two = brands.map((brand) => [...brand].slice(0, 2).join(''))
  const initials = brands.map((brand) =>
    pinyin(brand, { pattern: 'first', toneType: 'none', type: 'array' }).join('').toLowerCase().slice(0, 4),
  )
  const tails = rows.map((row) => row.phone.replace(/\D/g, '').slice(-4))
  const searchOf = (name: string, texts: string[]): Screen => ({
    name,
    product: texts.map(search),
    floor: texts.map(floorSearch),
  })
  return [
    { name: 'list', product: ['/api/customers'], floor: ['/list'] },
    searchOf('search, two characters', two),
    searchOf('search, pinyin initials', initials),
    searchOf('search, phone tail', tails),
    {
      name: '360° page',
      product: rows.map((row) => `/api/customers/${row.id}`),
      floor: rows.map((row) => `/customers/${row.id}`),
    },
  ]
}

/** A quick answer to another question is worth nothing: the first texts must find as many on both sides. */
async function expectSameCounts(target: Target, floor: Running, screens: readonly Screen[]): Promise<void> {
  const ours = openClient(target, 1)
  const theirs = openClient({ url: floor.url }, 1)
  for (const screen of screens) {
    if (screen.name === '360° page') continue
    for (const [index, path] of screen.product.slice(0, 20).entries()) {
      const a = JSON.parse((await ours.send('GET', path)).text)
      const b = JSON.parse((await theirs.send('GET', screen.floor[index]!)).text)
      const same = a.items?.[0]?.id === b.items?.[0]?.id
      if (a.total !== b.total || !same)
        throw new Error(`${decodeURIComponent(path)}: ${a.total} rows, the floor finds ${b.total}`)
    }
  }
  ours.close()
  theirs.close()
}
