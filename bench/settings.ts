import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'

export const PARTS = ['import', 'evaluation', 'receivables', 'screens', 'alerts', 'archive'] as const
export type Part = (typeof PARTS)[number]

export type Settings = {
  customers: number
  dataDir: string
  /** a directory named by the user stays, with its company, for the next run */
  keep: boolean
  /** contracts of the archive part, written beside the company's own */
  contracts: number
  parts: readonly Part[]
  /** how long one screen is asked for, at one number of connections */
  secondsEach: number
  /** where the figures are written; null: nowhere */
  output: string | null
}

export function readSettings(argv: string[]): Settings {
  const { values } = parseArgs({
    args: argv,
    options: {
      customers: { type: 'string', default: '100000' },
      contracts: { type: 'string', default: '100000' },
      data: { type: 'string' },
      only: { type: 'string' },
      seconds: { type: 'string', default: '4' },
      output: { type: 'string' },
    },
  })
  const customers = Number(values.customers)
  if (!Number.isInteger(customers) || customers < 100) throw new RangeError('--customers: at least 100')
  const contracts = Number(values.contracts)
  if (!Number.isInteger(contracts) || contracts < 100) throw new RangeError('--contracts: at least 100')
  const parts = values.only === undefined ? PARTS : values.only.split(',').map(partOf)
  const whole = parts.length === PARTS.length
  return {
    customers,
    dataDir: values.data ?? mkdtempSync(join(tmpdir(), 'bellwether-bench-')),
    keep: values.data !== undefined,
    contracts,
    parts,
    secondsEach: Number(values.seconds),
    output:
      values.output ?? (whole ? join(import.meta.dirname, 'results', `${customers}-customers.json`) : null),
  }
}

function partOf(name: string): Part {
  const part = PARTS.find((one) => one === name)
  if (!part) throw new RangeError(`--only: ${PARTS.join(', ')}; not "${name}"`)
  return part
}
