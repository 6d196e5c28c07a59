import { squeeze } from './cell.ts'
import { formatPhone, parsePhone } from './phone.ts'

/** A number with whoever is to be asked for there, as lists of customers hold both in one cell. */
export type PhoneNote = { phone: string; name: string | null }

/** One whole number: mobile, landline with area code and extension, 400; nothing that joins two. */
const NUMBER =
  /(?<!\d)(?:\+?86[\s-]?)?(?:1[3-9]\d[\s-]?\d{4}[\s-]?\d{4}|0\d{2,3}[\s-]?\d{7,8}(?:\s*(?:-|转)\s*\d{1,6})?|[48]00[\s-]?\d{3}[\s-]?\d{4})(?!\d)/g
const LABELS = /联系电话|联系人|联系方式|手机号?码?|电话号?码?|座机|微信同号|mobile|phone|tel/gi
const AROUND = /^[\s,，、;；:：.。/|()（）[\]【】-]+|[\s,，、;；:：.。/|()（）[\]【】-]+$/g
const PERSON = /^(?:[\p{Script=Han}·]{2,5}|[A-Za-z][A-Za-z .'-]{1,39})$/u
/** Words about the number, the place or the state of things; whoever they describe is no person by name. */
const NO_PERSON =
  /停|空号|错|无人|不|没|无效|公司|[部科室厂]$|备用|旧|新|传真|前台|财务|仓库|总机|办公|家里|同上|待|未/

/**
 * "13800138000 王工", "王经理：13800138000", "手机13800138000": the number, and the name to propose as a contact.
 * Null when there is more than one number or when what stands beside it may mean something else; such a cell
 * is asked about and not shortened (C202).
 */
export function readPhoneNote(text: string): PhoneNote | null {
  const half = squeeze(text)
  const found = [...half.matchAll(NUMBER)]
  if (found.length !== 1) return null
  const [written] = found[0]!
  const phone = parsePhone(written)
  const rest = half.replace(written, ' ').replace(LABELS, ' ').replace(AROUND, '')
  if (phone === null || phone.kind === 'other') return null
  if (rest === '') return { phone: formatPhone(phone), name: null }
  if (!PERSON.test(rest) || NO_PERSON.test(rest)) return null
  return { phone: formatPhone(phone), name: rest }
}
