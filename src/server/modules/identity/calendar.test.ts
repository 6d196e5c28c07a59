import { expect, test } from 'vitest'
import { shippedYear } from './calendar.ts'

test('the notice of 2026 as the State Council gave it, whatever the zone of the machine', () => {
  const days = shippedYear(2026).map(
    ({ day, isWorkday, name }) => `${day.slice(5)}${isWorkday ? '+' : '-'}${name}`,
  )
  expect(days.slice(0, 12)).toEqual([
    '01-01-元旦',
    '01-02-元旦',
    '01-04+元旦',
    '02-14+春节',
    '02-16-春节',
    '02-17-春节',
    '02-18-春节',
    '02-19-春节',
    '02-20-春节',
    '02-23-春节',
    '02-28+春节',
    '04-06-清明',
  ])
  expect(days).toHaveLength(25)
})
