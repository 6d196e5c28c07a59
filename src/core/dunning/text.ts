/** What a text may be filled with; both spellings are read in either language. */
export const TEXT_VARIABLES = [
  { key: 'customer', zh: '客户', en: 'customer' },
  { key: 'company', zh: '我方', en: 'company' },
  { key: 'amount', zh: '金额', en: 'amount' },
  { key: 'count', zh: '笔数', en: 'count' },
  { key: 'items', zh: '明细', en: 'items' },
  { key: 'oldestDue', zh: '最早到期日', en: 'oldest due' },
  { key: 'days', zh: '天数', en: 'days' },
  { key: 'today', zh: '今天', en: 'today' },
  { key: 'deadline', zh: '答复期限', en: 'deadline' },
  { key: 'contact', zh: '联系人', en: 'contact' },
  { key: 'responsible', zh: '经办人', en: 'responsible' },
] as const
export type TextVariable = (typeof TEXT_VARIABLES)[number]['key']

/**
 * message: to copy into a chat or mail; sms: by a provider, under the carriers' rules; script: for the phone.
 */
export const TEXT_KINDS = ['message', 'sms', 'script', 'letter'] as const
export type TextKind = (typeof TEXT_KINDS)[number]

export type TextProblem = {
  code:
    | 'text_empty'
    | 'text_unknown_variable'
    | 'text_brace'
    | 'sms_dunning_word'
    | 'sms_too_long'
    | 'sms_link'
    | 'sms_sign'
    | 'sms_adjacent'
  detail: string
}

const SMS_LENGTH = 500

/** Carriers refuse dunning by SMS (interfaces §4.1): it may speak of statements, bills and due days only. */
const SMS_WORDS = [
  ...[
    '催款',
    '催收',
    '催缴',
    '欠款',
    '欠费',
    '逾期',
    '拖欠',
    '违约',
    '滞纳',
    '还款',
    '贷款',
    '借款',
    '征信',
    '失信',
  ],
  ...['律师', '起诉', '诉讼', '法院', '仲裁', '强制执行', '法律责任', '停止发货', '停止供货'],
  ...[
    'overdue',
    'past due',
    'arrears',
    'debt',
    'default',
    'penalty',
    'lawyer',
    'legal action',
    'court',
    'sue',
  ],
]
const SMS_LINK = /https?:|www\.|[a-z0-9-]+\.(com|cn|net|org|top|xyz|cc|io)\b|\b\d{1,3}(\.\d{1,3}){3}\b/i
const SMS_SIGN = /[【】¥￥★]/

/** What is wrong with a text; one with problems is not saved. */
export function lintText(kind: TextKind, body: string): TextProblem[] {
  const problems: TextProblem[] = []
  if (body.trim() === '') problems.push({ code: 'text_empty', detail: '' })
  for (const [whole, name] of body.matchAll(/\{([^{}]*)\}/g))
    if (!keyOf(name!)) problems.push({ code: 'text_unknown_variable', detail: whole })
  const bare = body.replace(/\{[^{}]*\}/g, '')
  const brace = /[{}]/.exec(bare)
  if (brace) problems.push({ code: 'text_brace', detail: brace[0] })
  return kind === 'sms' ? [...problems, ...lintSms(body, bare)] : problems
}

function lintSms(body: string, bare: string): TextProblem[] {
  const problems: TextProblem[] = []
  // Written apart, "催 款" is still read as one word by the carriers' filters.
  const dense = bare.normalize('NFKC').toLowerCase()
  const packed = dense.replace(/[\s\p{P}]/gu, '')
  for (const word of SMS_WORDS) {
    const isThere = /^[a-z ]+$/.test(word) ? new RegExp(`\\b${word}\\b`).test(dense) : packed.includes(word)
    if (isThere) problems.push({ code: 'sms_dunning_word', detail: word })
  }
  if ([...body].length > SMS_LENGTH) problems.push({ code: 'sms_too_long', detail: String(SMS_LENGTH) })
  const link = SMS_LINK.exec(bare)
  if (link) problems.push({ code: 'sms_link', detail: link[0] })
  const sign = SMS_SIGN.exec(bare)
  if (sign) problems.push({ code: 'sms_sign', detail: sign[0] })
  const adjacent = /\}\s*\{/.exec(body)
  if (adjacent) problems.push({ code: 'sms_adjacent', detail: adjacent[0] })
  return problems
}

/**
 * A text with its variables filled in; one without a value is left out, and so is the comma or space that
 * led to it: a customer without a contact is not greeted with "您好，。".
 */
export function fillText(body: string, values: Readonly<Partial<Record<TextVariable, string>>>): string {
  return body.replace(/([，,] *| )?\{([^{}]*)\}/g, (whole, before: string | undefined, name: string) => {
    const key = keyOf(name)
    if (!key) return whole
    const value = values[key] ?? ''
    return value === '' ? '' : `${before ?? ''}${value}`
  })
}

function keyOf(name: string): TextVariable | undefined {
  const wanted = name.trim().toLowerCase()
  return TEXT_VARIABLES.find(({ key, zh, en }) => [key.toLowerCase(), zh, en].includes(wanted))?.key
}
