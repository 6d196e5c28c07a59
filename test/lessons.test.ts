import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { ROOT } from './support/tidy/source.ts'

/**
 * What went wrong in other products of this kind, and the tests that keep it from going wrong here. Each test
 * is named by its file and its words, so that none can go without this list being told.
 */
const LESSONS: Record<string, readonly (readonly [file: string, words: string])[]> = {
  'ageing of a day is unmoved by what is dated later, and its buckets sum to what is open': [
    [
      'src/server/modules/receivables/receivables-property.db.test.ts',
      'by business date a past day is unmoved by whatever is dated after it',
    ],
    [
      'src/server/modules/receivables/receivables-property.db.test.ts',
      'what was known at the end of a day is known the same for ever',
    ],
    [
      'src/server/modules/receivables/receivables.db.test.ts',
      'buckets and customers both sum to what is open, on any day, in both readings',
    ],
  ],
  'each instalment of a contract is reminded of on its own date': [
    [
      'src/server/modules/dunning/dunning.db.test.ts',
      'the instalments of one invoice are asked for each on its own date',
    ],
    ['src/core/dunning/decide.test.ts', 'speaks of everything open, at the highest stage, each at its own'],
  ],
  'many open items are one message, and credit notes come off the claim': [
    ['src/server/modules/dunning/dunning.db.test.ts', 'many items are one step at the highest stage'],
    ['src/server/modules/dunning/dunning.db.test.ts', 'a credit note comes off what is asked for'],
  ],
  'no way leads past the limit: close and reopen, split, copy, edit, import, API': [
    ['src/server/modules/credit/holds.db.test.ts', 'no sequence of these leads past the limit (property)'],
    ['src/server/documents-bypass.db.test.ts', '%s × %s'],
  ],
  'a warning reaches who may not read the ledger, and tells nothing of it': [
    [
      'src/server/modules/credit/holds.db.test.ts',
      'a rep is not told a tenth of what the company is owed, not even where it decides',
    ],
  ],
  'a stalled clock starts at the stage or the last contact, and an open stage has a duration': [
    ['src/core/watch/pack.test.ts', 'C041: one day beyond the norm of the stage'],
    ['src/core/watch/fold.test.ts', 'an old visit noted late does not set the clock back'],
    ['src/core/watch/fold.test.ts', 'an age has one row: the fact the clock runs from'],
  ],
  'a silence or pause has an end, a reason and somebody who made it': [
    ['src/server/modules/watch/routes.db.test.ts', 'can be handed over, silenced with an end and a reason'],
    [
      'src/core/receivable/promise.test.ts',
      'pauses for no more than two weeks, however far the promised day',
    ],
  ],
  'a deadline moves when the date it depends on moves': [
    ['src/core/watch/pack.test.ts', 'a due day put off moves the course with it'],
  ],
  'timers run in working time and pause while the customer is waited for, on the record': [
    ['src/core/quote/clock.test.ts', 'runs in working time: nights, weekends and holidays do not count'],
    [
      'src/server/modules/quotes/quotes.db.test.ts',
      'asked, paused, going on, sent with lines, answered, won: every step a row',
    ],
  ],
}

describe('lessons of others', () => {
  test.each(Object.entries(LESSONS))('%s', (_lesson, tests) => {
    const missing = tests.filter(([file, words]) => !readFileSync(join(ROOT, file), 'utf8').includes(words))
    expect(missing).toEqual([])
  })
})
