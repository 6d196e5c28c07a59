import { describe, expect, it } from 'vitest'
import { addDateCell, decideDateOrder, emptyDateColumn } from './date-column.ts'
import { dayOfSerial, textOfSerial } from './excel-date.ts'
import { parseDay, parseInstant, readingsOf } from './parse-date.ts'

const text = (value: string) => ({ text: value })

describe('a date cell', () => {
  it.each([
    ['2026/1/5', '2026-01-05'],
    ['2026-01-05', '2026-01-05'],
    ['2026.1.5', '2026-01-05'],
    ['2026年1月5日', '2026-01-05'],
    ['26年1月5日', '2026-01-05'],
    ['２０２６年１月５日', '2026-01-05'],
    ['20260105', '2026-01-05'],
    ['2026-01-05 09:30:00', '2026-01-05'],
    ['2026-01-05T09:30:00', '2026-01-05'],
    ['2026/1/5 星期一', '2026-01-05'],
    ['5 Jan 2026', '2026-01-05'],
    ['Jan 5, 2026', '2026-01-05'],
    ['05-Jan-26', '2026-01-05'],
    ['42852', '2017-04-27'],
  ])('reads %s', (written, day) => {
    expect(parseDay(text(written), null)).toEqual({ ok: true, value: day })
  })

  it.each([
    ['4.5', 'date_unreadable'],
    ['2026-02-30', 'date_impossible'],
    ['3月5日', 'date_without_year'],
    ['3/15', 'date_without_year'],
    ['2026年3月', 'date_without_day'],
    ['2026', 'date_without_day'],
    ['1899-12-31', 'date_out_of_range'],
    ['下周', 'date_unreadable'],
    ['3/5/2024', 'date_order_unknown'],
  ])('refuses %s as %s', (written, code) => {
    expect(parseDay(text(written), null)).toMatchObject({ ok: false, code })
  })

  it('reads the same text by the stated order, and refuses what that order cannot be', () => {
    expect(parseDay(text('3/5/2024'), 'mdy')).toEqual({ ok: true, value: '2024-03-05' })
    expect(parseDay(text('3/5/2024'), 'dmy')).toEqual({ ok: true, value: '2024-05-03' })
    expect(parseDay(text('24.3.5'), 'ymd')).toEqual({ ok: true, value: '2024-03-05' })
    expect(parseDay(text('25/12/2024'), 'mdy')).toMatchObject({ ok: false, code: 'date_impossible' })
  })

  it('reads serials that a workbook shows as dates or that only the column says are dates', () => {
    expect(parseDay({ text: '', number: 17_175, serial: 17_175 }, null)).toEqual({
      ok: true,
      value: '1947-01-08',
    })
    expect(parseDay({ text: '11037', number: 11_037 }, null)).toEqual({ ok: true, value: '1930-03-20' })
    expect(parseDay({ text: '2024', number: 2024 }, null)).toMatchObject({ code: 'date_without_day' })
    expect(parseDay({ text: '4.5', number: 4.5 }, null)).toMatchObject({ code: 'date_unreadable' })
  })

  it('keeps the time of day in company time', () => {
    expect(parseInstant(text('2026-01-05 09:30'), null)).toEqual({ ok: true, value: 1_767_576_600_000 })
    expect(parseInstant(text('2026-01-05 下午2:30'), null)).toEqual({ ok: true, value: 1_767_594_600_000 })
    expect(parseInstant({ text: '', serial: 46_027.395_833_333 }, null)).toEqual({
      ok: true,
      value: 1_767_576_600_000,
    })
  })
})

describe('serials', () => {
  it('agree with Excel around its imaginary leap day', () => {
    expect(dayOfSerial(1)).toBe('1900-01-01')
    expect(dayOfSerial(59)).toBe('1900-02-28')
    expect(dayOfSerial(60)).toBeNull()
    expect(dayOfSerial(61)).toBe('1900-03-01')
    expect(textOfSerial(42_852.5)).toBe('2017-04-27 12:00')
  })
})

describe('a date column', () => {
  const decide = (...cells: string[]) => {
    const column = emptyDateColumn()
    cells.forEach((cell, index) => {
      addDateCell(column, text(cell), index + 2)
    })
    return decideDateOrder(column)
  }

  it('is settled by one cell that has only one reading', () => {
    expect(decide('3/5/2024', '12/25/2024')).toEqual({ kind: 'decided', order: 'mdy' })
    expect(decide('3/5/2024', '25/12/2024')).toEqual({ kind: 'decided', order: 'dmy' })
  })

  it('is asked about, with examples, when every cell reads both ways', () => {
    expect(decide('3/5/2024', '4/6/2024')).toEqual({
      kind: 'ask',
      orders: ['mdy', 'dmy'],
      examples: [
        { row: 2, text: '3/5/2024', readings: { mdy: '2024-03-05', dmy: '2024-05-03' } },
        { row: 3, text: '4/6/2024', readings: { mdy: '2024-04-06', dmy: '2024-06-04' } },
      ],
    })
  })

  it('is never swapped when cells contradict each other', () => {
    const decision = decide('13/1/2024', '1/13/2024')
    expect(decision.kind).toBe('mixed')
    expect(decision).toMatchObject({ orders: ['mdy', 'dmy'] })
  })

  it('needs no answer when the year comes first or both orders agree', () => {
    expect(decide('2024-03-05', '2024/4/6')).toEqual({ kind: 'not_needed' })
    expect(decide('5/5/2024')).toMatchObject({ kind: 'decided' })
  })

  it('offers the three orders of two-digit years', () => {
    expect(readingsOf(text('24-3-5'))).toEqual({ ymd: '2024-03-05' })
    expect(readingsOf(text('04/03/05'))).toEqual({ ymd: '2004-03-05', mdy: '2005-04-03', dmy: '2005-03-04' })
  })
})
