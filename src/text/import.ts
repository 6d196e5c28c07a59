import type { Locale } from './locale.ts'

type Sentence = readonly [zh: string, en: string]

/** Why a cell or a row cannot be imported, as it stands in the column 失败原因: what is wrong and what to do. */
const PROBLEMS: Record<string, Sentence> = {
  required: ['必填，不能为空', 'Required, must not be empty'],
  custom_number: ['“{text}”不是数字', '“{text}” is not a number'],
  custom_choice: [
    '“{text}”不在选项里，请改成已有的选项或先在设置里添加',
    '“{text}” is not one of the choices; use one of them or add it in the settings first',
  ],
  custom_money: ['“{text}”金额过大', '“{text}” is too large an amount'],
  custom_text: ['文字过长', 'The text is too long'],
  date_unreadable: ['“{text}”不是日期，请写成 2026-01-05', '“{text}” is not a date; write 2026-01-05'],
  date_impossible: ['“{text}”这一天不存在', 'There is no such day: “{text}”'],
  date_without_year: ['“{text}”缺少年份', '“{text}” has no year'],
  date_without_day: ['“{text}”缺少具体日期', '“{text}” has no day'],
  date_order_unknown: [
    '“{text}”分不清月和日，请在导入设置里选择日期顺序',
    'Day and month of “{text}” are unclear; choose the date order in the import settings',
  ],
  date_out_of_range: ['“{text}”不在 1900–2100 年之间', '“{text}” is outside 1900–2100'],
  dates_out_of_order: [
    '日期早于前一个阶段的日期（{text}）',
    'The date is before that of an earlier stage ({text})',
  ],
  closed_without_date: ['已赢单或输单，但没有结束日期', 'Won or lost, but without a closing date'],
  stage_without_date: ['进入阶段“{text}”的日期不明', 'It is not known when the stage “{text}” was reached'],
  stage_unknown: [
    '没有阶段“{text}”，请在导入设置里对应',
    'Unknown stage “{text}”; map it in the import settings',
  ],
  month_unreadable: ['“{text}”不是月份，请写成 2026-01', '“{text}” is not a month; write 2026-01'],
  amount_unreadable: ['“{text}”不是金额', '“{text}” is not an amount'],
  amount_is_percent: ['“{text}”是百分数，不是金额', '“{text}” is a percentage, not an amount'],
  amount_too_large: ['金额过大，请核对', 'The amount is too large; please check it'],
  amount_zero: ['金额为 0，没有可导入的内容', 'The amount is 0: nothing to import'],
  amount_negative: ['这里的金额不能为负数', 'The amount must not be negative here'],
  formula_without_value: [
    '公式没有计算结果，请用 Excel 打开并保存一次',
    'The formula has no stored result; open and save the file in Excel once',
  ],
  cell_error: ['单元格是错误值“{text}”', 'The cell holds an error value “{text}”'],
  payment_without_date: ['有回款金额但没有回款日期', 'There is a paid amount without a date'],
  bill_due_before_received: ['票据到期日早于收款日', 'The bill falls due before it was received'],
  bill_received_ahead: ['收票日“{text}”还没到', 'The bill would be received on {text}, a day to come'],
  bill_number_taken: [
    '票号“{text}”已登记，同一张票只能登记一次',
    'Bill “{text}” is there already; a bill is recorded once',
  ],
  bill_moved_on: [
    '“{text}”对应的汇票已贴现、背书、兑付或拒付，不能再改；请先在“承兑汇票”里撤回',
    'Something has become of the bill of “{text}”; take that back under “Bills” before changing it',
  ],
  payments_exceed_amount: ['回款合计超过应收金额', 'The payments exceed the amount'],
  balance_disagrees: ['应收减回款与未收余额不一致', 'Amount less payments differs from the open balance'],
  instalments_disagree: ['各期金额之和不等于总金额', 'The instalments do not sum to the amount'],
  number_unreadable: ['“{text}”不是整数', '“{text}” is not a whole number'],
  days_out_of_range: ['天数 {text} 不合理', '{text} days is not plausible'],
  code_lost_digits: [
    '超过 15 位的编号被存成了数字，末尾已失真：请将该列设为“文本”后重新填写',
    'A code of more than 15 digits was stored as a number and has lost its end: format the column as text and type it again',
  ],
  code_not_text: ['编号单元格是错误值', 'The code cell holds an error'],
  text_too_long: ['文字过长', 'The text is too long'],
  yes_no_unreadable: ['“{text}”请填“是”或“否”', 'Write yes or no instead of “{text}”'],
  last_follow_up_ahead: [
    '最近跟进 {text} 还没有到；要约定下次，请写在“下次跟进”一列',
    'The last follow-up {text} is still to come; write what is planned under “next follow-up”',
  ],
  key_level_unreadable: ['“{text}”请填“重点”或“普通”', 'Write key or normal instead of “{text}”'],
  uscc_invalid: ['统一社会信用代码校验不通过', 'The unified social credit code fails its check'],
  phone_invalid: [
    '“{text}”看不出是哪一个号码：一格只写一个电话，人名和第二个号码请写到联系人',
    '“{text}” cannot be read as one phone number: names and second numbers belong to contacts',
  ],
  email_invalid: ['“{text}”不是邮箱地址', '“{text}” is not an e-mail address'],
  row_too_long: [
    '这一行有 {text} 列，比表头多：可能多了一个分隔符',
    'The row has {text} cells, more than the header',
  ],
  row_too_short: [
    '这一行只有 {text} 列，比表头少：可能少了一个分隔符',
    'The row has only {text} cells, fewer than the header',
  ],
  duplicate_key: ['与第 {text} 行编号相同但内容不同', 'Same number as row {text}, but with other content'],
  tax_disagrees: ['不含税金额加税额不等于价税合计', 'Net amount and tax do not come to the amount with tax'],
  tax_beyond_amount: [
    '税额不能为负，也不能达到或超过价税合计',
    'The tax must not be negative, nor as much as the amount',
  ],
  lines_apart: [
    '订单“{text}”的几行离得太远，请先按单号排序再导入',
    'The rows of “{text}” stand too far apart: sort the list by number first',
  ],
  lines_disagree: [
    '各行金额合计 {text}，与整单金额不一致',
    'The lines come to {text}, which is not the amount of the whole',
  ],
  line_of_bad: [
    '同一单号的第 {text} 行有问题，整单一起退回，改好后一起导入',
    'Row {text} of the same number is to be mended; the rows of a document come back together',
  ],
  whole_amounts_differ: [
    '同一单号的整单金额不一样：这一行或另一行写的是 {text}',
    'Rows of one number state different amounts of the whole, one of them {text}',
  ],
  customer_unknown: [
    '没有客户“{text}”，请先导入客户',
    'There is no customer “{text}”; import customers first',
  ],
  indicator_unknown: [
    '没有名为“{text}”的外部数据，请先在“外部数据”页建立',
    'There is no indicator “{text}”; define it on the page of figures from outside first',
  ],
  value_unreadable: ['“{text}”不是数字', '“{text}” is not a number'],
  period_too_coarse: ['只写了月份，这项数据要写到日期', 'Only a month is named; this one needs a day'],
  period_twice: ['同一期间 {text} 出现了两次', 'The period {text} stands there twice'],
  indicator_period_ahead: ['期间还没开始', 'The period has not begun'],
  indicator_value_invalid: ['数值 {text} 不正确', '{text} is not a value that can be'],
  person_unknown: ['没有名为“{text}”的人员', 'There is no person “{text}”'],
  person_ambiguous: [
    '有多位“{text}”，请写成“姓名(工号)”',
    'Several people are called “{text}”; write “name(staff number)”',
  ],
  customer_is_own: [
    '“{text}”就是本公司，不会是自己的客户；收到的发票不是应收，请不要导入',
    '“{text}” is this company and no customer of its own; an invoice received is no receivable, leave it out',
  ],
  amounts_disagree: ['对不上：{text}', 'It does not agree: {text}'],
  customer_uscc_differs: [
    '客户“{text}”登记的税号和这里的不一样：请核对名称或税号',
    'The tax number recorded for “{text}” is another one: check the name or the number',
  ],
  customer_ambiguous: [
    '有多个客户叫“{text}”，请提供客户编号',
    'Several customers are called “{text}”; give the customer code',
  ],
  result_unknown: [
    '看不懂结果“{text}”，请写成交、未成交或撤回',
    'The result “{text}” is not understood: won, lost or withdrawn',
  ],
  bill_yuan_only: [
    '承兑汇票只收人民币，这一行的币种是 {text}；请核对币种，或去掉票据到期日',
    'Acceptance bills are in yuan while this row is in {text}: check the currency, or leave out the due day of the bill',
  ],
  amount_foreign: [
    '“{text}”写着外币，而这一行的币种是人民币；请填币种列，或换算成人民币',
    '“{text}” is in foreign money while the row is in yuan: fill in the currency column, or convert it',
  ],
  rate_missing: [
    '没有 {text} 可用的汇率，请先在“汇率”页录入或导入，再导入这一行',
    'There is no rate for {text}: record or import it first, then import this row',
  ],
  currency_fixed: [
    '“{text}”已按另一种币种记账，币种不能再改；请核对币种列',
    '“{text}” is booked in another currency, which cannot be changed; check the currency column',
  ],
  agreed_in_other_currency: [
    '这张订单的报价是 {text} 的，币种列写的是另一种；请核对币种列',
    'The quote of this order is in {text} while the row names another currency; check the currency column',
  ],
  currency_unknown: [
    '看不懂币种“{text}”，请写 CNY、USD 这样的代码',
    'The currency “{text}” is not understood: write a code like CNY or USD',
  ],
  rate_per_unknown: [
    '报价单位“{text}”只能是 1、100、1000 或 10000',
    'Quoted for “{text}”: only 1, 100, 1000 or 10000 can be',
  ],
  rate_currency_unknown: ['系统不支持币种“{text}”的汇率', 'Rates of “{text}” are not kept here'],
  rate_day_ahead: ['日期 {text} 还没到', 'The day {text} is yet to come'],
  rate_jump: [
    '与上一次的汇率相差超过两成，请核对是每 1 还是每 100；无误请在“汇率”页录入',
    'More than a fifth away from the rate before: check whether it is for 1 or for 100, and type it on the page of rates if it is right',
  ],
  deal_unknown: ['没有编号为“{text}”的商机', 'There is no deal numbered “{text}”'],
  order_held: [
    '订单 {text} 因信用暂停发货，或已交完不能再加金额；请先在系统里放行',
    'Order {text} is held for credit, or is delivered and cannot grow by a file: have it released first',
  ],
  number_of_other: [
    '编号“{text}”已是另一家客户的单据，请核对编号或客户',
    'The number “{text}” belongs to a document of another customer; check number and customer',
  ],
  price_unchecked: [
    '报价“{text}”没有明细，无法对照价格表；请在系统里录入明细后发出，或由有权限的人导入',
    'Quote “{text}” has no lines to hold against the price list; enter them here, or leave the import to whoever may decide',
  ],
  approval_not_yours: [
    '合同“{text}”的批准日期只能由能批合同的人导入；去掉批准日期可先登记为未批准',
    'Only somebody who may approve contracts can import the approval of “{text}”; without it the contract is noted as not approved',
  ],
  own_contract: [
    '合同“{text}”由您本人负责，上线之后的批准要由别人在系统里做；去掉批准日期再导入',
    'You answer for contract “{text}” yourself: an approval after go-live is given here by somebody else; import it without the approval date',
  ],
  approved_amount: [
    '合同“{text}”已经批准，导入不改它的金额；请先在合同页撤销批准',
    'Contract “{text}” is approved and keeps its amount; withdraw the approval on its page first',
  ],
  invoice_unknown: ['该客户没有编号为“{text}”的单据', 'The customer has no invoice numbered “{text}”'],
  out_of_scope: ['“{text}”不在您可以管理的范围内', '“{text}” is outside what you may change'],
  refused: ['保存被拒绝：{text}', 'Saving was refused: {text}'],
}

/** Why a whole file cannot be read. */
const FILE_ERRORS: Record<string, Sentence> = {
  file_missing: ['找不到文件', 'The file was not found'],
  file_empty: ['文件是空的', 'The file is empty'],
  file_too_large: ['文件超过 {megabytes} MB，请拆分后导入', 'The file exceeds {megabytes} MB; split it'],
  not_a_spreadsheet: [
    '这不是表格文件（看起来是 {found}），请使用 .xlsx、.xls 或 .csv',
    'This is not a spreadsheet (it looks like {found}); use .xlsx, .xls or .csv',
  ],
  encrypted: [
    '文件有打开密码，请先取消密码再导入',
    'The file is password-protected; remove the password first',
  ],
  damaged: [
    '文件已损坏，请用 Excel 打开后另存为 .xlsx',
    'The file is damaged; open it in Excel and save it as .xlsx',
  ],
  zip_bomb: ['文件解压后异常巨大，已拒绝', 'The file unpacks to an abnormal size and was refused'],
  nul_byte: [
    '文件含有非文本内容（NUL 字节），请重新导出为 CSV',
    'The file holds binary content (a NUL byte); export it again as CSV',
  ],
  bad_encoding: ['文件内容与所选编码不符', 'The file does not match the chosen encoding'],
  unclosed_quote: [
    '第 {row} 行起有一个引号没有结束',
    'A quotation mark opened near row {row} is never closed',
  ],
  too_many_columns: [
    '列数超过 {limit}，请只保留需要的列',
    'More than {limit} columns; keep only those you need',
  ],
  too_many_rows: [
    '行数超过 {limit}，请另存为 CSV 或拆分',
    'More than {limit} rows; save as CSV or split the file',
  ],
  too_many_sheets: ['工作表超过 {limit} 个', 'More than {limit} sheets'],
  cell_too_long: [
    '有一格或一行的文字过长：请确认它真是表格，再检查最长的那一行',
    'A cell or line holds too much text; make sure the file is a table and check its longest line',
  ],
  too_complex: [
    '文件过于复杂，请只保留数据后另存为 .xlsx 或 CSV',
    'The file is too complex; keep only the data and save it again',
  ],
  sheet_missing: ['没有这个工作表', 'There is no such sheet'],
  ods_file: ['这是 OpenDocument 表格，请另存为 .xlsx', 'This is an OpenDocument file; save it as .xlsx'],
  old_workbook_timeout: [
    '这个 .xls 文件读取超时，请另存为 .xlsx',
    'Reading this .xls took too long; save it as .xlsx',
  ],
  header_missing: ['没有找到表头，请指定表头所在的行', 'No header was found; say which row it is'],
  import_running: ['这次导入正在进行', 'This import is running'],
  import_not_started: ['这次导入还没有写入任何内容', 'This import has not written anything'],
  import_not_running: ['这次导入没有在进行', 'This import is not running'],
  import_undone: ['这次导入已撤销', 'This import was undone'],
  import_done: ['这次导入已完成', 'This import is done'],
  upload_missing: ['没有收到文件', 'No file was received'],
  nothing_to_import: ['没有可导入的行', 'There is no row to import'],
  questions_open: ['还有问题没有回答', 'Some questions are still open'],
}

/** A question that only a person can answer. */
const QUESTIONS: Record<string, Sentence> = {
  encoding: [
    '文件编码无法确定，请看看下面的文字是否正常',
    'The encoding is unclear; is the text below readable?',
  ],
  sheet: ['文件里有多个工作表，导入哪一个？', 'The file has several sheets; which one?'],
  target: [
    '看不出这是什么表，请选择要导入的内容',
    'It is not clear what this table is; choose what to import',
  ],
  date_order: [
    '“{column}”里的日期分不清月和日，例如：',
    'Day and month cannot be told apart in “{column}”, for example:',
  ],
  amount_unit: ['金额的单位是元还是万元？', 'Are the amounts in yuan or in 10,000 yuan?'],
  required_missing: ['没有找到“{field}”这一列，请指定', 'No column was found for “{field}”; choose one'],
  stage_map: ['这些阶段对应到哪一步？', 'Which stages do these words mean?'],
  term_words: [
    '这些账期各按几天算？在 values.termDays 里写明',
    'How many days do these terms mean? Say so under values.termDays',
  ],
  rate_per: ['汇率是每 1 还是每 100 外币？', 'Is a rate for 1 or for 100 units of the currency?'],
  paid_date: ['有已收金额但没有收款日期，按哪一天记？', 'Some paid amounts have no date; which day counts?'],
  phone_names: [
    '电话格里还写着姓名（例如“13800138000 王工”），要导入为联系人吗？在 phoneNames 里写明 take 或 ignore',
    'Phone cells name a person too (“13800138000 王工”). Import them as contacts? Say take or ignore under phoneNames',
  ],
  overpaid: [
    '有些行的回款超过应收金额，超出的部分记为预收吗？在 overpaid 里写明 advance 或 refuse',
    'Some rows are paid beyond their amount. Keep the surplus as an advance? Say advance or refuse under overpaid',
  ],
  same_number: [
    '有些单号占了几行，各行是同一单的明细（lines）、重复写整单金额（whole），还是不同的单（refuse）？在 sameNumber 里写明',
    'Some numbers stand in several rows. Lines that add up (lines), the whole amount in each (whole), or different documents (refuse)? Say so under sameNumber',
  ],
  remark_payments: ['备注里像是写了回款，要作为回款导入吗？', 'Remarks seem to hold payments; import them?'],
}

const SKIPPED: Record<string, Sentence> = {
  blank: ['空行', 'Blank row'],
  total: ['合计行', 'Totals row'],
  note: ['表尾说明', 'Note below the table'],
  header_again: ['重复的表头', 'Repeated header'],
  outgoing: ['支出，不是收到的钱', 'Money that went out'],
  duplicate: ['重复行', 'The same row again'],
}

export function problemText(code: string, text: string, locale: Locale): string {
  return say(PROBLEMS, code, { text }, locale)
}

export function fileErrorText(code: string, detail: Record<string, unknown>, locale: Locale): string {
  return say(FILE_ERRORS, code, detail, locale)
}

/** Whether a refusal is about a file that cannot be read. */
export function hasFileError(code: string): boolean {
  return code in FILE_ERRORS
}

export function skippedText(reason: string, locale: Locale): string {
  return say(SKIPPED, reason, {}, locale)
}

/** Every code that has a sentence, so that a test can hold it against the codes that exist. */
export const IMPORT_TEXT_CODES = {
  problems: Object.keys(PROBLEMS),
  files: Object.keys(FILE_ERRORS),
  questions: Object.keys(QUESTIONS),
  skipped: Object.keys(SKIPPED),
}

function say(
  sentences: Record<string, Sentence>,
  code: string,
  detail: Record<string, unknown>,
  locale: Locale,
): string {
  const sentence = sentences[code]
  if (!sentence) return code
  return sentence[locale === 'en' ? 1 : 0].replace(/\{(\w+)\}/g, (_, key: string) =>
    String(detail[key] ?? ''),
  )
}
