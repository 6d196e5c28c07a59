import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { SheetRow } from '../import/cell.ts'
import { readBankStatement } from './bank-statement.ts'
import { type MatchBook, proposeMatch } from './match-receipt.ts'
import { decideAside, decideClaim, decideConfirm, type Receipt } from './receipt.ts'

const rowsOf = (text: string): SheetRow[] =>
  text
    .trim()
    .split('\n')
    .map((line, index) => ({ number: index + 1, cells: line.split(',').map((cell) => ({ text: cell })) }))

const read = (text: string) => {
  const result = readBankStatement(rowsOf(text))
  return result.ok ? result.value : result
}

describe('bank statements: the header is found, the amount comes in three shapes', () => {
  it('two columns (ICBC), title rows above and totals below', () => {
    expect(
      read(`中国工商银行账户明细
账号：6222 0000,币种：人民币
交易日期,交易时间,收入金额,支出金额,余额,对方户名,对方账号,交易类型,备注
2026-03-02,10:20,12800.00,,50000.00,杭州银杏树科技有限公司,'330000001,转账,货款 00873877
2026-03-03,11:00,,500.00,49500.00,水费,,代扣,
2026-03-04,09:00,0.00,0.00,49500.00,利息,,结息,
合计,,12800.00,500.00`),
    ).toMatchObject({
      lines: [
        {
          on: '2026-03-02',
          amountFen: 1_280_000n,
          payerName: '杭州银杏树科技有限公司',
          payerAccount: '330000001',
          remark: '货款 00873877',
        },
      ],
      outgoing: 2,
      unread: [],
    })
  })

  it('signed (ABC): what is below zero went out', () => {
    expect(
      read(`交易时间,交易金额,账户余额,交易类型,对方账户,对方户名,用途
2026/3/2 10:20:01,-300.00,1.00,转账,1,甲公司,
2026/3/5,+3000.5,2.00,转账,2,乙公司,定金`),
    ).toMatchObject({ lines: [{ on: '2026-03-05', amountFen: 300_050n, remark: '定金' }], outgoing: 1 })
  })

  it('amount with a flag, in Chinese or in letters', () => {
    const lines = (flag: string) =>
      read(`日期,借贷标志,发生额,对方户名\n20260302,${flag},100.00,甲公司\n20260303,贷,1.00,乙公司`)
    for (const flag of ['借', 'D', '支出']) expect(lines(flag)).toMatchObject({ outgoing: 1 })
    for (const flag of ['贷', 'C', '收入']) expect(lines(flag)).toMatchObject({ outgoing: 0 })
    expect(lines('?')).toMatchObject({ unread: [{ row: 2, why: 'amount' }] })
  })

  it('says which rows it cannot read, and refuses what is no statement', () => {
    expect(read('日期,收入,支出,对方姓名\n昨天,5.00,,甲')).toMatchObject({
      code: 'bank_no_income',
    })
    expect(read('日期,收入,支出,对方姓名\n2026-03-02,5.00,,甲\n昨天,5.00,,甲')).toMatchObject({
      unread: [{ row: 3, why: 'date' }],
    })
    expect(read('客户,金额\n甲,5.00')).toMatchObject({ code: 'bank_header_missing' })
  })

  it('takes a line in the currency its column names, and says where that is none', () => {
    const found = read(
      '日期,收入,支出,对方姓名,币种\n2026-03-02,5.00,,甲,美元\n2026-03-02,5.00,,甲,\n2026-03-02,5.00,,甲,贝壳',
    )
    expect('lines' in found && found.lines.map(({ currency, amountFen }) => [currency, amountFen])).toEqual([
      ['USD', 500n],
      ['CNY', 500n],
    ])
    expect('unread' in found && found.unread).toEqual([{ row: 4, why: 'currency' }])
    expect('lines' in found && found.lines[0]!.key).not.toBe('lines' in found && found.lines[1]!.key)
  })

  it('tells two equal transfers of one day apart, and the same line in two files as one', () => {
    const line = '2026-03-02,5.00,,甲'
    const head = '日期,收入,支出,对方姓名'
    const keys = (text: string) => {
      const found = read(text)
      return 'lines' in found ? found.lines.map(({ key }) => key) : []
    }
    const twice = keys(`${head}\n${line}\n${line}`)
    expect(new Set(twice).size).toBe(2)
    expect(keys(`${head}\n${line}`)).toEqual([twice[0]])
  })
})

const YUAN = { currency: 'CNY' }
const BOOK: MatchBook = {
  customers: [
    { id: 'gin', name: '杭州银杏树科技有限公司' },
    { id: 'east', name: '北京东方园林有限公司' },
  ],
  accounts: new Map([['330000009', 'gin']]),
  instalments: [
    {
      id: 'g1',
      customerId: 'gin',
      numbers: ['00873877'],
      dueOn: '2026-01-10',
      seq: 1,
      openFen: 300n,
      ...YUAN,
    },
    {
      id: 'g2',
      customerId: 'gin',
      numbers: ['00873900'],
      dueOn: '2026-02-10',
      seq: 1,
      openFen: 500n,
      ...YUAN,
    },
    {
      id: 'g3',
      customerId: 'gin',
      numbers: ['00873901'],
      dueOn: '2026-03-10',
      seq: 1,
      openFen: 900n,
      ...YUAN,
    },
    {
      id: 'e1',
      customerId: 'east',
      numbers: ['HT-2026-1'],
      dueOn: '2026-01-05',
      seq: 1,
      openFen: 300n,
      ...YUAN,
    },
  ],
}
const payer = (amountFen: bigint, payerName = '', remark = '', payerAccount = '', currency = 'CNY') => ({
  amountFen,
  currency,
  payerName,
  remark,
  payerAccount,
})

describe('the ladder of matching: proposed, never posted', () => {
  it.each([
    ['a number in the remark and its amount', payer(500n, '', '货款00873900。'), 1, 'gin', ['g2']],
    ['a known account and an exact instalment', payer(900n, '某个体户', '', '330000009'), 2, 'gin', ['g3']],
    ['a name and an exact instalment', payer(300n, '杭州银杏树科技（有限）公司'), 3, 'gin', ['g1']],
    ['several instalments that add up', payer(1200n, '杭州银杏树科技有限公司'), 4, 'gin', ['g1', 'g3']],
    ['a name only', payer(77n, '北京东方园林有限公司'), 5, 'east', []],
  ])('%s', (_name, money, rung, customerId, parts) => {
    const found = proposeMatch(money, BOOK)
    expect(found).toMatchObject({ rung, customerId })
    expect(found?.allocations.map(({ instalmentId }) => instalmentId)).toEqual(parts)
  })

  it('leaves the unknown to be claimed, and a part of a number is not a number', () => {
    expect(proposeMatch(payer(300n, '上海某某公司', '款'), BOOK)).toBeNull()
    // Dollars are proposed for what is owed in dollars only.
    expect(proposeMatch(payer(500n, '', '货款00873900。', '', 'USD'), BOOK)).toBeNull()
    expect(proposeMatch(payer(500n, '', '1008739001'), BOOK)).toBeNull()
  })

  it('says when a person or another company pays, and refuses neither', () => {
    expect(proposeMatch(payer(500n, '王小明', '00873900'), BOOK)?.flags).toEqual(['person_pays'])
    expect(proposeMatch(payer(500n, '上海代付有限公司', '00873900'), BOOK)?.flags).toEqual(['third_party'])
    expect(proposeMatch(payer(500n, '杭州银杏树科技有限公司', '00873900'), BOOK)?.flags).toEqual([])
  })

  it('never proposes more than was received nor more than is open', () => {
    fc.assert(
      fc.property(
        fc.bigInt({ min: 1n, max: 2000n }),
        fc.constantFrom('', '00873877', 'HT-2026-1'),
        (fen, remark) => {
          const found = proposeMatch(payer(fen, '杭州银杏树科技有限公司', remark), BOOK)
          const sum = found!.allocations.reduce((total, part) => total + part.amountFen, 0n)
          expect(sum === 0n || sum === fen).toBe(true)
          for (const part of found!.allocations)
            expect(
              part.amountFen <= BOOK.instalments.find(({ id }) => id === part.instalmentId)!.openFen,
            ).toBe(true)
        },
      ),
    )
  })
})

describe('claim and confirmation (C181)', () => {
  const rep = { userId: 'rep', isFinance: false }
  const mate = { userId: 'mate', isFinance: false }
  const finance = { userId: 'fin', isFinance: true }
  const boss = { userId: 'boss', isFinance: true }
  const receipt = (over: Partial<Receipt>): Receipt => ({
    state: 'waiting',
    amountFen: 100n,
    claimedBy: null,
    firstConfirmedBy: null,
    ...over,
  })
  const claimed = receipt({ state: 'claimed', claimedBy: 'rep' })

  it('the first claim stands against another rep, not against finance', () => {
    expect(decideClaim(claimed, mate)).toMatchObject({ code: 'receipt_claimed' })
    expect(decideClaim(claimed, rep).ok && decideClaim(claimed, finance).ok).toBe(true)
  })

  it.each([
    ['nobody claimed it', receipt({}), finance, 'receipt_not_claimed'],
    ['a rep would confirm the own claim', claimed, rep, 'receipt_own_claim'],
    ['it is settled', receipt({ state: 'confirmed' }), finance, 'receipt_settled'],
    [
      'the same person would confirm a large amount twice',
      receipt({ state: 'half', amountFen: 1000n, claimedBy: 'rep', firstConfirmedBy: 'fin' }),
      finance,
      'receipt_same_confirmer',
    ],
  ])('no confirmation when %s', (_name, one, by, code) => {
    expect(decideConfirm(one, by, 1000n)).toMatchObject({ ok: false, code })
  })

  it('one confirmation below the threshold, two different people from it on', () => {
    const large = { ...claimed, amountFen: 1000n }
    expect(decideConfirm({ ...claimed, amountFen: 999n }, finance, 1000n)).toMatchObject({
      value: 'confirmed',
    })
    expect(decideConfirm(large, finance, 1000n)).toMatchObject({ value: 'half' })
    const half: Receipt = { ...large, state: 'half', firstConfirmedBy: 'fin' }
    expect(decideConfirm(half, boss, 1000n)).toMatchObject({ value: 'confirmed' })
  })

  it('what is confirmed cannot be set aside any more', () => {
    expect(decideAside(receipt({ state: 'confirmed' }))).toMatchObject({ code: 'receipt_settled' })
    expect(decideAside(claimed).ok).toBe(true)
  })
})
