import { describe, expect, it } from 'vitest'
import { parseXml } from '../xml.ts'
import { isCamt, readCamt } from './camt.ts'

const balance = (code: string, amount: string, side = 'CRDT') =>
  `<Bal><Tp><CdOrPrtry><Cd>${code}</Cd></CdOrPrtry></Tp><Amt Ccy="CNY">${amount}</Amt><CdtDbtInd>${side}</CdtDbtInd></Bal>`
const entry = (amount: string, side: string, rest = '', status = '<Sts>BOOK</Sts>') =>
  `<Ntry><Amt Ccy="CNY">${amount}</Amt><CdtDbtInd>${side}</CdtDbtInd>${status}<BookgDt><Dt>2026-03-02</Dt></BookgDt>${rest}</Ntry>`
const payer = (name: string, remark = '') =>
  `<NtryDtls><TxDtls><Refs><EndToEndId>E2E-1</EndToEndId></Refs><RltdPties><Dbtr><Nm>${name}</Nm></Dbtr>` +
  `<DbtrAcct><Id><Othr><Id>6222 0001</Id></Othr></Id></DbtrAcct></RltdPties><RmtInf><Ustrd>${remark}</Ustrd></RmtInf></TxDtls></NtryDtls>`
const file = (body: string, version = '02') =>
  `<?xml version="1.0" encoding="UTF-8"?>\n<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.${version}">` +
  `<BkToCstmrStmt><GrpHdr/><Stmt><Id>S1</Id>${body}</Stmt></BkToCstmrStmt></Document>`

describe('a bank statement by ISO 20022 (camt.053)', () => {
  it('reads what was booked in: day, amount, payer, account, remark, number', () => {
    const text = file(
      balance('OPBD', '100.00') +
        entry('1234.50', 'CRDT', payer('甲 &amp; 乙有限公司', '货款 A-1')) +
        entry('34.50', 'DBIT') +
        balance('CLBD', '1300.00'),
    )
    expect(isCamt(text)).toBe(true)
    const read = readCamt(text)
    expect(read.ok && read.value).toEqual({
      lines: [
        {
          row: 1,
          on: '2026-03-02',
          amountFen: 123_450n,
          currency: 'CNY',
          payerName: '甲 & 乙有限公司',
          payerAccount: '62220001',
          remark: '货款 A-1',
          serial: 'E2E-1',
          key: '2026-03-02|123450|6222 0001|E2E-1',
        },
      ],
      outgoing: 1,
      unread: [],
    })
  })

  it('reads the newer writing: Pty, status with a code, a time instead of a day, a prefix', () => {
    const text = file(
      entry(
        '5.00',
        'CRDT',
        payer('丙').replace('<Dbtr><Nm>丙</Nm></Dbtr>', '<Dbtr><Pty><Nm>丙</Nm></Pty></Dbtr>'),
        '<Sts><Cd>BOOK</Cd></Sts>',
      ),
      '08',
    )
      .replace('<Dt>2026-03-02</Dt>', '<DtTm>2026-03-02T09:00:00+08:00</DtTm>')
      .replaceAll(/<(\/?)([A-Z])/g, '<$1n:$2')
    const read = readCamt(text)
    expect(read.ok && read.value.lines.map(({ on, payerName }) => [on, payerName])).toEqual([
      ['2026-03-02', '丙'],
    ])
  })

  it('what is only announced is no money, another currency is the one of its line', () => {
    const text = file(
      entry('5.00', 'CRDT', '', '<Sts>PDNG</Sts>') +
        entry('7.00', 'CRDT').replace('CNY', 'USD') +
        entry('1.00', 'CRDT'),
    )
    const read = readCamt(text)
    expect(read.ok && read.value.lines.map(({ amountFen, currency }) => [amountFen, currency])).toEqual([
      [700n, 'USD'],
      [100n, 'CNY'],
    ])
    const other = readCamt(file(entry('7.00', 'CRDT').replace('CNY', 'KWD') + entry('1.00', 'CRDT')))
    expect(other.ok && other.value.unread).toEqual([{ row: 1, why: 'currency' }])
  })

  it('a collective entry is as many lines as make it up', () => {
    const part = (amount: string, name: string) =>
      `<TxDtls><Amt Ccy="CNY">${amount}</Amt><RltdPties><Dbtr><Nm>${name}</Nm></Dbtr></RltdPties></TxDtls>`
    const whole = readCamt(
      file(entry('30.00', 'CRDT', `<NtryDtls>${part('10.00', '甲')}${part('20.00', '乙')}</NtryDtls>`)),
    )
    expect(whole.ok && whole.value.lines.map(({ amountFen, payerName }) => [amountFen, payerName])).toEqual([
      [1_000n, '甲'],
      [2_000n, '乙'],
    ])
    const partly = readCamt(
      file(entry('30.00', 'CRDT', `<NtryDtls>${part('10.00', '甲')}${part('19.00', '乙')}</NtryDtls>`)),
    )
    expect(partly.ok && partly.value.lines.map(({ amountFen }) => amountFen)).toEqual([3_000n])
  })

  it('two equal transfers of a day are two lines', () => {
    const read = readCamt(file(entry('5.00', 'CRDT', payer('甲')) + entry('5.00', 'CRDT', payer('甲'))))
    expect(read.ok && new Set(read.value.lines.map(({ key }) => key)).size).toBe(2)
  })

  it.each([
    [
      'balances that do not agree',
      file(balance('OPBD', '0.00') + entry('5.00', 'CRDT') + balance('CLBD', '6.00')),
      'camt_sum',
    ],
    ['no statement', '<Document xmlns="camt.053"><Other/></Document>', 'camt_no_statement'],
    ['a tag that is not closed', '<Document><Stmt></Document>', 'camt_not_xml'],
    [
      'an entity of its own',
      '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]><Document>&a;</Document>',
      'camt_not_xml',
    ],
    ['nothing in it', file(''), 'bank_no_income'],
  ])('refuses %s', (_name, text, code) => {
    const read = readCamt(text)
    expect(read.ok || read.code).toBe(code)
  })

  it('a table is not taken for one', () => {
    expect(isCamt('交易日期,收入金额\n2026-01-01,5')).toBe(false)
    expect(parseXml('<a><b/>text &lt;</a>')).toMatchObject({ name: 'a', text: 'text <' })
  })
})
