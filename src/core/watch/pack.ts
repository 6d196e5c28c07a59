import { BILL_RULES } from './pack-bill.ts'
import { CASH_RULES } from './pack-cash.ts'
import { CHANCE_RULES } from './pack-chance.ts'
import { CONTRACT_RULES } from './pack-contract.ts'
import { COVER_RULES } from './pack-cover.ts'
import { CREDIT_RULES } from './pack-credit.ts'
import { DRILL_RULES } from './pack-drill.ts'
import { FOLLOW_UP_RULES } from './pack-follow-up.ts'
import { MARKET_RULES } from './pack-market.ts'
import { ORDER_RULES } from './pack-order.ts'
import { QUOTE_RULES } from './pack-quote.ts'
import { RECEIVABLE_RULES } from './pack-receivable.ts'
import { REGISTER_RULES } from './pack-register.ts'
import { SOURCE_RULES } from './pack-source.ts'
import { TREND_RULES } from './pack-trend.ts'
import { UNSANCTIONED_RULES } from './pack-unsanctioned.ts'
import type { Rule } from './rule.ts'

/** The rules a new organisation starts with; each file states the boundary of each rule. */
export const PACK: readonly Rule[] = [
  ...RECEIVABLE_RULES,
  ...BILL_RULES,
  ...CASH_RULES,
  ...COVER_RULES,
  ...CREDIT_RULES,
  ...FOLLOW_UP_RULES,
  ...QUOTE_RULES,
  ...ORDER_RULES,
  ...CONTRACT_RULES,
  ...UNSANCTIONED_RULES,
  ...TREND_RULES,
  ...MARKET_RULES,
  ...CHANCE_RULES,
  ...SOURCE_RULES,
  ...DRILL_RULES,
  ...REGISTER_RULES,
]
