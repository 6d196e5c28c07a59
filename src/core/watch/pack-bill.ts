import { fixed, shipped, todo, WORKDAY } from './pack-shape.ts'
import type { Rule } from './rule.ts'

/** Acceptance bills (C091): presented in time, and acted upon at once when one is refused. */
export const BILL_RULES: readonly Rule[] = [
  shipped({
    // From seven days before the due day until somebody notes what became of it: a bill that is not presented
    // within ten days after it loses what secures it (票据法 §53).
    code: 'bill-due-soon',
    title: { zh: '承兑汇票快到期，准备提示付款', en: 'A bill falls due: present it for payment' },
    subject: 'customer',
    condition: fixed('bills_due_fen', 'gt', 0),
    severity: 3,
    responsible: 'finance',
    moneyMetric: 'bills_due_fen',
    ladder: [],
    playbook: [
      todo(
        { zh: '提示付款，到账后记“兑付”', en: 'Present it, and note that it was honoured' },
        'finance',
        5 * WORKDAY,
      ),
    ],
  }),
  shipped({
    // Until what the bill had settled is paid by something else, and what of it lay on account is replaced,
    // which may be all that is open between them. Whoever is liable is told within three days
    // (票据法 §66), and recourse lapses after six months (§17).
    code: 'bill-refused',
    title: { zh: '承兑汇票被拒付', en: 'A bill was refused' },
    subject: 'customer',
    condition: fixed('bills_refused_fen', 'gt', 0),
    severity: 1,
    responsible: 'finance',
    informed: ['subject-responsible', 'manager', 'boss'],
    moneyMetric: 'bills_refused_fen',
    playbook: [
      todo(
        {
          zh: '三天内取得拒付证明，书面通知前手和出票人，行使追索权',
          en: 'Get the proof of refusal and notify in writing whoever is liable within three days',
        },
        'finance',
        2 * WORKDAY,
      ),
      todo(
        { zh: '联系客户换票或付款，暂停赊销', en: 'Have the customer pay or replace it; stop credit' },
        'subject-responsible',
        WORKDAY,
      ),
    ],
  }),
]
