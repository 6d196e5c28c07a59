/** What stands on a company's paper besides its name; whatever is left out is not printed. */
export const LETTERHEAD_PARTS = [
  'nameEn',
  'taxNumber',
  'address',
  'addressEn',
  'phone',
  'bank',
  'account',
] as const
export type Letterhead = { readonly [Part in (typeof LETTERHEAD_PARTS)[number]]?: string | undefined }

export type DocumentLanguage = 'zh' | 'en'

/** The name that heads a document, and the lines below it; an English paper may have a Chinese name. */
export function letterheadOf(
  company: string,
  letterhead: Letterhead,
  language: DocumentLanguage,
): { text: string; lines: string[] } {
  const { nameEn, address, addressEn, phone } = letterhead
  const words = language === 'zh' ? { address: '地址：', phone: '电话：' } : { address: '', phone: 'Tel. ' }
  const where = language === 'zh' ? address : addressEn
  const line = [where && `${words.address}${where}`, phone && `${words.phone}${phone}`].filter(Boolean)
  return {
    text: language === 'en' && nameEn ? nameEn : company,
    lines: line.length > 0 ? [line.join('    ')] : [],
  }
}

/** What a contract says of the seller below its name: where it is, and the account that money is paid to. */
export function sellerLines(letterhead: Letterhead, language: DocumentLanguage = 'zh'): string[] {
  const { address, addressEn, phone } = letterhead
  const line = (...parts: (string | false | undefined)[]) => parts.filter(Boolean).join('    ')
  const where =
    language === 'zh'
      ? line(address && `地址：${address}`, phone && `电话：${phone}`)
      : line(addressEn && `Address: ${addressEn}`, phone && `Tel. ${phone}`)
  return [where, accountLine(letterhead, language)].filter((words) => words !== '')
}

/** The account that money is paid to; empty until somebody enters it. */
export function accountLine({ bank, account }: Letterhead, language: DocumentLanguage): string {
  const words =
    language === 'zh' ? { bank: '开户行：', account: '账号：' } : { bank: 'Bank: ', account: 'Account: ' }
  return [bank && `${words.bank}${bank}`, account && `${words.account}${account}`]
    .filter(Boolean)
    .join('    ')
}
