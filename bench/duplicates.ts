import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { likeness, type Party } from '../src/core/customer/likeness.ts'

/**
 * `node bench/duplicates.ts DIR`: every pair of the thousand persons of febrl_dataset1.csv in DIR through the
 * product's own comparison; the truth is in rec_id (rec-7-org and rec-7-dup-0 are one person). Prints the
 * confusion and F1, and ends with 1 below 0.98.
 */
const F1_MIN = 0.98

type Person = { truth: string; party: Party }

function read(path: string): Person[] {
  const [head = '', ...lines] = readFileSync(path, 'utf8').trim().split(/\r?\n/)
  const columns = head.split(',').map((name) => name.trim())
  return lines.map((line) => {
    const cells = line.split(',').map((cell) => cell.trim())
    const of = (name: string) => cells[columns.indexOf(name)] ?? ''
    return {
      truth: of('rec_id').split('-')[1]!,
      party: {
        name: `${of('given_name')} ${of('surname')}`.trim(),
        code: of('soc_sec_id'),
        phone: of('date_of_birth'),
        place: `${of('suburb')} ${of('postcode')}`.trim(),
        address: `${of('street_number')} ${of('address_1')}`.trim(),
      },
    }
  })
}

const persons = read(join(process.argv[2] ?? '.', 'febrl_dataset1.csv'))
const found = { true: 0, false: 0, missed: 0 }
const started = performance.now()
for (const [index, one] of persons.entries()) {
  for (const other of persons.slice(index + 1)) {
    const said = likeness(one.party, other.party).likeness
    const isPair = one.truth === other.truth
    const isSaid = said === 'same' || said === 'duplicate'
    if (isSaid && isPair) found.true += 1
    else if (isSaid) found.false += 1
    else if (isPair) found.missed += 1
  }
}
const precision = found.true / (found.true + found.false)
const recall = found.true / (found.true + found.missed)
const f1 = (2 * precision * recall) / (precision + recall)
process.stdout.write(
  `${JSON.stringify({ persons: persons.length, ...found, precision, recall, f1, ms: Math.round(performance.now() - started) })}\n`,
)
process.exitCode = f1 >= F1_MIN ? 0 : 1
