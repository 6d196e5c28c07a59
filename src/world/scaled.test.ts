import { expect, it } from 'vitest'
import { buildScaled, CHUNK_ROWS } from './scaled.ts'

const scaled = buildScaled({ seed: 1, today: '2026-11-23', customers: 1200 })

it('comes in chunks that are small, complete and the same each time', () => {
  const chunks = [...scaled.customers()]
  expect(chunks.map((chunk) => chunk.length)).toEqual([CHUNK_ROWS, CHUNK_ROWS, 200])
  expect([...scaled.invoices()]).toEqual([...scaled.invoices()])
  const codes = new Set(chunks.flat().map(({ code }) => code))
  expect(codes.size).toBe(1200)
  for (const invoice of [...scaled.invoices()].flat()) expect(codes).toContain(invoice.customer)
})

it('pays invoices that exist, after they were issued', () => {
  const invoices = new Map([...scaled.invoices()].flat().map((invoice) => [invoice.number, invoice]))
  const payments = [...scaled.payments()].flat()
  expect(payments.length).toBeGreaterThan(invoices.size / 2)
  for (const { allocate, receivedOn, amountFen } of payments) {
    const invoice = invoices.get(allocate[0]!.invoiceNumber)!
    expect(invoice.amountFen).toBe(amountFen)
    expect(receivedOn >= invoice.issuedOn && receivedOn <= '2026-11-23').toBe(true)
  }
})

it('keeps the means it was asked for', () => {
  const count = (chunks: Iterable<unknown[]>) => [...chunks].reduce((sum, chunk) => sum + chunk.length, 0)
  expect(count(scaled.activities()) / 1200).toBeCloseTo(4, 0)
  expect(count(scaled.deals()) / 1200).toBeCloseTo(1, 0)
})
