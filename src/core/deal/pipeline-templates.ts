import type { StageKind } from './stages.ts'

export type TemplateStage = {
  /** Which of the four nodes (C036) or ends it is, for deals and imported stage words; null: an extra. */
  key: string | null
  name: string
  nameEn: string
  kind: StageKind
  normDays: number | null
  probabilityBp: number
  asksQuote: boolean
}

/** Trades whose way of selling differs enough for stages of their own. */
export const TRADES = ['manufacturing', 'distribution', 'software', 'projects'] as const
export type Trade = (typeof TRADES)[number]

type Words = readonly [name: string, nameEn: string]

const open = (
  key: string | null,
  [name, nameEn]: Words,
  normDays: number,
  percent: number,
): TemplateStage => ({
  key,
  name,
  nameEn,
  kind: 'open',
  normDays,
  probabilityBp: percent * 100,
  asksQuote: key === 'quote',
})

const end = (kind: 'won' | 'lost', [name, nameEn]: Words): TemplateStage => ({
  key: kind,
  name,
  nameEn,
  kind,
  normDays: null,
  probabilityBp: kind === 'won' ? 10_000 : 0,
  asksQuote: false,
})

const ENDS: readonly TemplateStage[] = [end('won', ['赢单', 'Won']), end('lost', ['输单', 'Lost'])]

/**
 * Stages a company begins with, by trade. Days and chances are first suggestions that the company's own
 * record replaces: nobody has measured them for anybody (they are round for that reason).
 */
export const PIPELINE_TEMPLATES: Record<Trade, readonly TemplateStage[]> = {
  manufacturing: [
    open('reach', ['触达', 'Reach'], 14, 10),
    open('need', ['需求确认', 'Needs confirmed'], 14, 30),
    open(null, ['打样试样', 'Samples'], 21, 40),
    open('quote', ['方案报价', 'Proposal & quote'], 7, 50),
    open('sign', ['合同签署', 'Contract signing'], 10, 80),
    ...ENDS,
  ],
  distribution: [
    open('reach', ['开发联系', 'First contact'], 7, 10),
    open('need', ['询价', 'Enquiry'], 3, 30),
    open('quote', ['报价', 'Quote'], 3, 50),
    open(null, ['确认货期', 'Delivery agreed'], 5, 70),
    open('sign', ['下单', 'Ordering'], 5, 85),
    ...ENDS,
  ],
  software: [
    open('reach', ['线索', 'Lead'], 7, 10),
    open('need', ['需求确认', 'Needs confirmed'], 14, 20),
    open(null, ['演示试用', 'Demo & trial'], 21, 40),
    open('quote', ['方案报价', 'Proposal & quote'], 7, 50),
    open(null, ['商务谈判', 'Negotiation'], 14, 70),
    open('sign', ['合同签署', 'Contract signing'], 10, 85),
    ...ENDS,
  ],
  projects: [
    open('reach', ['立项跟踪', 'Project known'], 30, 10),
    open('need', ['技术交流', 'Technical exchange'], 30, 20),
    open('quote', ['投标报价', 'Tender & quote'], 14, 40),
    open(null, ['中标公示', 'Awarded'], 10, 80),
    open('sign', ['合同签署', 'Contract signing'], 14, 90),
    ...ENDS,
  ],
}

type Present = { id: string; key: string }

/** The template on a pipeline that is there: its stages stay themselves, whatever they are called now. */
export function applyTemplate(
  trade: Trade,
  present: readonly Present[],
): (Omit<TemplateStage, 'key'> & { id?: string })[] {
  return PIPELINE_TEMPLATES[trade].map(({ key, ...stage }) => {
    const same = present.find((one) => one.key === key)
    return same ? { id: same.id, ...stage } : stage
  })
}
