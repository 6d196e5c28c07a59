import type { StageCode } from '../core/dunning/stage.ts'
import type { DocumentLanguage } from './statement.ts'

/** Stages that may go to a customer by mail: the lawyer's letter is a draft until a lawyer has signed it. */
export type MailStage = Exclude<StageCode, 'lawyer'>

const DUNNING: Record<DocumentLanguage, Record<MailStage, string>> = {
  zh: {
    soon: '货款对账与到期提醒',
    today: '货款到期通知',
    call: '货款付款提醒',
    manager: '货款付款提醒',
    letter: '催款函',
    stop: '暂停供货通知',
  },
  en: {
    soon: 'Payment coming due',
    today: 'Payment due',
    call: 'Payment reminder',
    manager: 'Payment reminder',
    letter: 'Demand for payment',
    stop: 'Suspension of deliveries',
  },
}

type About = { company: string; customer: string; on: string }

export function dunningSubject(
  lang: DocumentLanguage,
  stage: MailStage,
  { company, customer, on }: About,
): string {
  const what = DUNNING[lang][stage]
  return lang === 'zh'
    ? `${company}：${what}（${customer}，${on}）`
    : `${company}: ${what} (${customer}, ${on})`
}

/** A formal letter begins with whom it is written to, as on paper. */
export function letterGreeting(lang: DocumentLanguage, customer: string, contact: string): string {
  if (lang === 'zh') return `致：${customer}${contact ? `（${contact} 收）` : ''}`
  return `To: ${customer}${contact ? `, attn. ${contact}` : ''}`
}

export function attachedLine(lang: DocumentLanguage): string {
  return lang === 'zh' ? '函件见附件。' : 'The letter is attached.'
}

export function statementSubject(lang: DocumentLanguage, { company, customer, on }: About): string {
  return lang === 'zh'
    ? `${company}：对账单（${customer}，截至 ${on}）`
    : `${company}: statement of account (${customer}, as of ${on})`
}

type Statement = About & { contact: string; from: string; closing: string; sender: string }

export function statementLetter(lang: DocumentLanguage, told: Statement): string {
  const { company, contact, from, on, closing, sender } = told
  return lang === 'zh'
    ? `您好，${contact}。\n\n附上 ${from} 至 ${on} 的对账单，期末余额 ${closing} 元。请核对后在附件末尾的回执上确认、盖章并回复本邮件；如有不符，请写明贵司账面金额和差异原因。\n\n谢谢。\n${company} ${sender}`
    : `Hello ${contact},\n\nPlease find attached the statement of account from ${from} to ${on}, with a closing balance of ${closing} yuan. Kindly confirm it on the slip at its end and answer this mail; if it does not agree with your books, please tell us your figure and why.\n\nThank you.\n${company} ${sender}`
}
