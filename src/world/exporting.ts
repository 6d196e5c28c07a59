import { addDays, addMonths, type Day, firstDayOf, monthOf } from '../core/calendar.ts'

/** The one customer abroad: what was offered, agreed, billed and paid in dollars, as days before today. */
export type Exporting = {
  customer: { code: string; name: string; shortName: string; city: string; phone: string; termDays: number }
  rates: { currency: string; day: Day; micro: bigint; per: 1; source: string }[]
  quotes: { code: string; title: string; askedOn: Day; sentOn: Day; wonOn: Day | null; minor: bigint }[]
  contract: { number: string; title: string; signedOn: Day; endsOn: Day; minor: bigint }
  invoices: { number: string; issuedOn: Day; dueOn: Day; minor: bigint }[]
  payments: { code: string; receivedOn: Day; minor: bigint; of: string; reference: string }[]
  visitedOn: Day
}

/** Yuan for a hundred dollars, month by month: up and down as they went, and never a fifth at once. */
const QUOTED = [
  ...[710, 712, 714, 717, 719, 721, 724, 726, 725, 722, 719, 715],
  ...[711, 713, 716, 720, 723, 719, 715, 712, 709, 706, 708, 711],
]

export function exportingOf(today: Day): Exporting {
  const ago = (days: number) => addDays(today, -days)
  const month = monthOf(today)
  const rates = QUOTED.flatMap((quoted, index) => {
    const first = firstDayOf(addMonths(month, index - QUOTED.length + 1))
    const middle = addDays(first, 14)
    return [
      { day: first, quoted: quoted * 1_000 },
      { day: middle, quoted: quoted * 1_000 + 740 },
    ]
  })
  return {
    customer: {
      ...{
        code: 'K-EX01',
        name: 'Pacific Motion Inc.',
        shortName: '太平洋传动',
        city: '洛杉矶',
        phone: '021-58880147',
        termDays: 60,
      },
    },
    rates: rates
      .filter(({ day }) => day <= today)
      .map(({ day, quoted }) => ({
        ...{ currency: 'USD', day, micro: BigInt(quoted) * 10n, per: 1 as const, source: '中国银行折算价' },
      })),
    quotes: [
      ...[
        { ...{ code: 'BJ-EX01', title: '直线模组出口样机', askedOn: ago(520), sentOn: ago(517) } },
        { ...{ code: 'BJ-EX02', title: '滚珠丝杠年度供货', askedOn: ago(400), sentOn: ago(396) } },
      ].map((quote, index) => ({
        ...quote,
        wonOn: index === 0 ? ago(505) : ago(380),
        minor: index === 0 ? 1_250_000n : 6_000_000n,
      })),
      {
        ...{ code: 'BJ-EX03', title: '滑台备件', askedOn: ago(6), sentOn: ago(5), wonOn: null },
        minor: 830_000n,
      },
    ],
    contract: {
      ...{
        number: 'HT-EX01',
        title: '滚珠丝杠出口年度合同',
        signedOn: ago(375),
        endsOn: addDays(today, 120),
      },
      minor: 6_000_000n,
    },
    invoices: [
      { number: 'EX-2401', issuedOn: ago(495), dueOn: ago(435), minor: 1_250_000n },
      { number: 'EX-2501', issuedOn: ago(320), dueOn: ago(260), minor: 1_800_000n },
      { number: 'EX-2502', issuedOn: ago(210), dueOn: ago(150), minor: 2_000_000n },
      { number: 'EX-2503', issuedOn: ago(25), dueOn: addDays(today, 35), minor: 1_600_000n },
    ],
    payments: [
      { code: 'EX-P1', receivedOn: ago(440), minor: 1_250_000n, of: 'EX-2401', reference: 'TT-EX-2401' },
      { code: 'EX-P2', receivedOn: ago(265), minor: 1_800_000n, of: 'EX-2501', reference: 'TT-EX-2501' },
      { code: 'EX-P3', receivedOn: ago(148), minor: 2_000_000n, of: 'EX-2502', reference: 'TT-EX-2502' },
      { code: 'EX-P4', receivedOn: ago(4), minor: 600_000n, of: 'EX-2503', reference: 'TT-EX-2503-1' },
    ],
    visitedOn: ago(4),
  }
}
