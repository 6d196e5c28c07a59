import type { ContentLine } from '../approval/content.ts'
import { MONEY_COST_BP } from '../dunning/priority.ts'
import { type Fen, formatFen } from '../money.ts'
import type { Grade } from './scale.ts'

/** What a company assumes of its own business, in basis points of sales and of what is lost in a default. */
export type Economics = { marginBp: number; lossBp: number }

/** Until a company says otherwise; the line that uses them names them. */
export const DEFAULT_ECONOMICS: Economics = { marginBp: 2_000, lossBp: 8_500 }

type Deal = Economics & { termDays: number; moneyCostBp?: number }

/**
 * The chance of a default at which a sale on credit earns nothing (methods §4.2), in basis points:
 * PD* = (m − r·T/365·c) / (m + c·LGD), c = 1 − m. Beyond it selling loses money; 0 where it never pays.
 */
export function breakEvenBp(deal: Deal): number {
  const { margin, lost, waiting } = partsOf(deal)
  return Math.max(0, Math.round((10_000 * (margin - waiting)) / (margin + lost)))
}

/** What a sale of this amount is expected to earn at that chance of a default. */
export function expectedProfitFen(amountFen: Fen, chanceBp: number, deal: Deal): Fen {
  const { margin, lost, waiting } = partsOf(deal)
  const chance = chanceBp / 10_000
  const share = (1 - chance) * margin - chance * lost - waiting
  return (amountFen * BigInt(Math.round(share * 1_000_000))) / 1_000_000n
}

function partsOf({ marginBp, lossBp, termDays, moneyCostBp = MONEY_COST_BP }: Deal) {
  const margin = marginBp / 10_000
  const cost = 1 - margin
  const waiting = ((moneyCostBp / 10_000) * termDays * cost) / 365
  return { margin, lost: (cost * lossBp) / 10_000, waiting }
}

/** What is known of the customer's chance of a default; null: not rated yet. */
export type Odds = { grade: Grade; defaultBp: number } | null

type Asked = { amountFen: Fen | null; termDays: number; economics: Economics; odds: Odds }

/** The line that stands beside every credit approval: at which chance it pays, and what is expected of it. */
export function oddsLine({ amountFen, termDays, economics, odds }: Asked): ContentLine {
  const deal = { ...economics, termDays }
  const pct = (bp: number) => `${(bp / 100).toFixed(1)}%`
  const line = breakEvenBp(deal)
  const given = {
    zh: `毛利 ${pct(economics.marginBp)}，账期 ${termDays} 天，资金成本 ${pct(MONEY_COST_BP)}/年，违约损失 ${pct(economics.lossBp)}`,
    en: `margin ${pct(economics.marginBp)}, term ${termDays} days, money ${pct(MONEY_COST_BP)} a year, lost in a default ${pct(economics.lossBp)}`,
  }
  const label = { zh: '保本违约率', en: 'Break-even default rate' }
  if (odds === null)
    return {
      key: 'odds',
      label,
      value: {
        zh: `${pct(line)}（${given.zh}）；客户还没有评级`,
        en: `${pct(line)} (${given.en}); not rated yet`,
      },
    }
  const profit = amountFen === null ? null : formatFen(expectedProfitFen(amountFen, odds.defaultBp, deal))
  const pays = odds.defaultBp <= line
  return {
    key: 'odds',
    label,
    value: {
      zh: `${pct(line)}（${given.zh}）；客户 ${odds.grade} 级，预计违约率 ${pct(odds.defaultBp)}，${pays ? '低于' : '高于'}保本线${profit === null ? '' : `，预期利润 ¥${profit}`}`,
      en: `${pct(line)} (${given.en}); grade ${odds.grade}, expected ${pct(odds.defaultBp)}, ${pays ? 'below' : 'above'} the line${profit === null ? '' : `, expected profit ¥${profit}`}`,
    },
  }
}
