import type { FindingCode, FindingDraft, SubjectFinding } from '../core/checkup/findings.ts'
import type { Warning, Wrong } from '../core/checkup/told.ts'
import { type Fen, formatFen, formatFenShort } from '../core/money.ts'
import type { Bilingual } from '../core/watch/subject.ts'

/** The words of the check-up (首次体检): a title, one sentence and one clause per customer, in both languages. */

export const FINDING_TITLES: Record<FindingCode, Bilingual> = {
  overdue: { zh: '已经逾期的钱', en: 'Money already overdue' },
  'paying-later': { zh: '越付越慢的客户', en: 'Customers who pay later and later' },
  'over-limit': { zh: '超过信用额度的客户', en: 'Customers over their limit' },
  concentration: { zh: '欠款集中在一家', en: 'One customer holds much of the money' },
  'gone-quiet': { zh: '悄悄不再下单的客户', en: 'Customers who quietly stopped ordering' },
  'stuck-deals': { zh: '卡住不动的商机', en: 'Deals that do not move' },
  'no-follow-up': { zh: '没人跟进的商机和重点客户', en: 'Deals and key customers nobody follows up' },
  'behind-target': { zh: '本月回款落后于目标', en: 'Collections behind target this month' },
}

/** One plain sentence with the figure in it. */
export function findingLine({ code, amountFen, count, figures }: FindingDraft): Bilingual {
  const { zh, en } = money(amountFen)
  const isUnpriced = amountFen === 0n
  const [first = 0, second = 0] = figures
  switch (code) {
    case 'overdue':
      return {
        zh: `${count} 个客户逾期 ${zh}，占应收的 ${percent(first)}，最久的已逾期 ${second} 天。`,
        en: `${customers(count)} with ${en} overdue, ${percent(first)} of all receivables; the oldest for ${days(second)}.`,
      }
    case 'paying-later':
      return {
        zh: `${count} 个客户从开票到付款拖得越来越久，还有 ${zh} 在他们手里。`,
        en: `${customers(count)} take longer and longer to pay; ${en} is still with them.`,
      }
    case 'over-limit':
      return {
        zh: `${count} 个客户占用 ${zh}，超过给他们定的额度。`,
        en: `${customers(count)} owe ${en}, more than the limit set for them.`,
      }
    case 'concentration':
      return {
        zh: `全部欠款的 ${percent(first)} 压在一家客户身上：${zh}。`,
        en: `${percent(first)} of all receivables, ${en}, rests on one customer.`,
      }
    case 'gone-quiet':
      return {
        zh: `${count} 个客户停单的时间超过平常间隔的两倍，按以往的节奏少下了约 ${zh} 的单。`,
        en: `${customers(count)} silent for more than twice the usual interval; at the usual pace about ${en} of orders did not come.`,
      }
    case 'stuck-deals':
      return {
        zh: `${count} 个商机停在一个阶段超过标准天数，${isUnpriced ? '都还没有填金额' : `合计 ${zh}`}。`,
        en: `${plural(count, 'deal')} beyond the norm of the stage, ${isUnpriced ? 'none with an amount yet' : `${en} in all`}.`,
      }
    case 'no-follow-up':
      return {
        zh: `${count} 个商机或重点客户超过 7 天没有跟进，涉及 ${zh}。`,
        en: `${plural(count, 'deal or key customer', 'deals and key customers')} without follow-up for more than 7 days, ${en} at stake.`,
      }
    case 'behind-target':
      return {
        zh: `${count} 位业务员的回款落后于进度，还差 ${zh}。`,
        en: `${plural(count, 'person', 'people')} behind schedule, ${en} short.`,
      }
  }
}

/** The clause behind a customer's name: what is the matter, in its own figures. */
export function subjectNote(code: FindingCode, { figures }: SubjectFinding): Bilingual {
  const [first = 0, second = 0] = figures
  switch (code) {
    case 'overdue':
      return {
        zh: `逾期 ${first} 笔，最久 ${second} 天`,
        en: `${plural(first, 'instalment')} overdue, the oldest for ${days(second)}`,
      }
    case 'paying-later':
      return {
        zh: `近 90 天平均 ${first} 天才付款，预警线 ${second} 天`,
        en: `pays after ${days(first)} on average, the line is ${second}`,
      }
    case 'over-limit':
      return { zh: `额度用了 ${percent(first)}`, en: `${percent(first)} of the limit used` }
    case 'concentration':
      return { zh: `占全部欠款 ${percent(first)}`, en: `${percent(first)} of all receivables` }
    case 'gone-quiet':
      return {
        zh: `${first} 天没有下单，平常约 ${second} 天一单`,
        en: `no order for ${days(first)}, usually one every ${second}`,
      }
    case 'stuck-deals':
      return { zh: `在当前阶段 ${first} 天`, en: `${days(first)} in the present stage` }
    case 'no-follow-up':
      return { zh: `${first} 天没有跟进`, en: `no follow-up for ${days(first)}` }
    case 'behind-target':
      return { zh: `完成应到进度的 ${percent(first)}`, en: `${percent(first)} of what was due by now` }
  }
}

/** "Had this rule been on": which rule, on which day, how many days before what went wrong. */
export function warningLine({ on, leadDays, wrong }: Warning, rule: Bilingual, wasOn: boolean): Bilingual {
  const before = wrongWords(wrong)
  if (wasOn) {
    return {
      zh: `“${rule.zh}”${dayZh(on)}已经提醒，比${before.zh}早 ${leadDays} 天`,
      en: `“${rule.en}” told of it on ${on}, ${days(leadDays)} before ${before.en}`,
    }
  }
  return {
    zh: `若开着“${rule.zh}”，${dayZh(on)}就会提醒您，比${before.zh}早 ${leadDays} 天`,
    en: `With “${rule.en}” on, you would have been told on ${on}, ${days(leadDays)} before ${before.en}`,
  }
}

function wrongWords(wrong: Wrong): Bilingual {
  if (wrong.kind === 'overdue') {
    return {
      zh: `最早一笔逾期（${dayZh(wrong.on)}）`,
      en: `the oldest of it fell overdue (${wrong.on})`,
    }
  }
  if (wrong.kind === 'worse') {
    return {
      zh: `拖到 ${wrong.value} 天（${dayZh(wrong.on)}）`,
      en: `it had grown to ${days(wrong.value)} (${wrong.on})`,
    }
  }
  return { zh: '这次体检', en: 'this check-up' }
}

function money(fen: Fen): Bilingual {
  return { zh: formatFenShort(fen), en: `¥${formatFen(fen).replace(/\.\d\d$/, '')}` }
}

function percent(bp: number): string {
  return `${Math.round(bp / 100)}%`
}

function days(count: number): string {
  return plural(count, 'day')
}

function customers(count: number): string {
  return plural(count, 'customer')
}

function plural(count: number, one: string, many = `${one}s`): string {
  return `${count} ${count === 1 ? one : many}`
}

function dayZh(day: string): string {
  const [year, month, date] = day.split('-').map(Number)
  return `${year}年${month}月${date}日`
}
