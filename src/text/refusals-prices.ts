import { GOODS_SENTENCES } from './refusals-goods.ts'

/** Refusals of prices, quotes and what is built on them. Each says what to do. */
export const PRICE_SENTENCES: Record<string, { zh: string; en: string }> = {
  ...GOODS_SENTENCES,
  price_needs_approval: {
    zh: '有价格超出价格表，不能直接发出，请填写理由提交审批。',
    en: 'A price is outside the price list; give a reason and ask for approval before it goes out.',
  },
  price_unchecked: {
    zh: '报价没有明细，无法对照价格表；请在系统里录入明细后发出。',
    en: 'It has no lines to hold against the price list; enter them here and send it from here.',
  },
  approval_not_needed: {
    zh: '这份报价在价格表或您的权限内，不用审批，可以直接发出。',
    en: 'This is within the price list or your own authority; it can be sent without approval.',
  },
  price_columns: {
    zh: '第 {line} 行列数不够：编码、名称、单位、客户、起订量、底价、标准价，后面可有限价、成本。',
    en: 'Line {line} has too few columns: code, name, unit, customers, from, floor, list, then ceiling, cost.',
  },
  price_code: {
    zh: '第 {line} 行缺编码、名称或单位。',
    en: 'Line {line} lacks its code, name or unit.',
  },
  price_grade: {
    zh: '第 {line} 行的客户一栏只能写“重点”“普通”或留空。',
    en: 'Line {line}: customers is key, normal or empty.',
  },
  price_number: {
    zh: '第 {line} 行有看不懂的数字；金额最多两位小数，数量最多三位。',
    en: 'Line {line} has a number that cannot be read; two decimals for money, three for quantities.',
  },
  price_order: {
    zh: '第 {line} 行的价格次序不对，应为底价 ≤ 标准价 ≤ 限价。',
    en: 'Line {line}: floor ≤ list ≤ ceiling does not hold.',
  },
  price_twice: {
    zh: '第 {line} 行与前面的行重复，或同一编码、名称对应了不同的产品。',
    en: 'Line {line} repeats an earlier one, or one code or name means two products.',
  },
  price_other_name: {
    zh: '第 {line} 行：编码 {code} 在 {currency} 价格表里是“{name}”，单位“{unit}”。同一产品各币种用同一名称和单位。',
    en: 'Line {line}: {code} is “{name}” by “{unit}” in the {currency} list; name and unit are one in all currencies.',
  },
  contract_incomplete: {
    zh: '合同缺少必备条款（标的、交付标准、付款节点、违约责任、逾期违约金、催款程序），或还有填空项没填，补齐后再提交。',
    en: 'A mandatory term is missing (subject, delivery, payment nodes, breach, late penalty, dunning) or a blank is open; write it first.',
  },
  already_signed: { zh: '这份合同已登记签署。', en: 'This contract is noted as signed already.' },
  legal_first: {
    zh: '自由文本和对方文本的合同要先经法务：请提交审批，不能直接批准。',
    en: 'Free-form contracts and counterparty paper go to legal: ask for approval instead of approving alone.',
  },
  file_is_paper: {
    zh: '这份文件是合同的正式文本，不能删除；要换文本，请上传新文件并设为合同文本，重新审批。',
    en: 'This file is the text of the contract and stays; to change it, upload another, make it the text, and ask again.',
  },
  signed_stands: {
    zh: '合同已经签署，批准不能再撤销：要改请提交变更，不再履行请终止合同。',
    en: 'The contract is signed, so its approval stands: propose a change, or end the contract.',
  },
  nothing_changed: {
    zh: '内容没有变化，不用保存新版本。',
    en: 'Nothing has changed; there is no new version to keep.',
  },
  clause_twice: {
    zh: '有两条自列条款都叫“{title}”，请改名或合并：对比时分不清改的是哪一条。',
    en: 'Two clauses are headed “{title}”; rename one or put them together, or nobody can tell which was changed.',
  },
  variable_unknown: {
    zh: '花括号里的“{name}”没有内容可填：请改成列出的名称，或把它加进填空项。',
    en: 'Nothing fills the braces “{name}”; use one of the names listed, or add it to the blanks.',
  },
  order_price_held: {
    zh: '订单的价格与批准的不一致，批准之前不能交货：提交审批，或更正订单。',
    en: 'The prices of this order are not the approved ones; ask for approval or correct the order before it leaves.',
  },
  order_price_free: {
    zh: '这张订单的价格没有问题，不用审批。',
    en: 'The prices of this order are agreed; there is nothing to approve.',
  },
  quote_without_offer: {
    zh: '这份报价还没有内容，先填写明细或金额。',
    en: 'This quote offers nothing yet; enter lines or an amount first.',
  },
  rate_missing: {
    zh: '没有 {currency} 在 {day} 可用的汇率（当天，或之前 {days} 天内最近一天）。请财务先在“汇率”里录入，再保存这张单据。',
    en: 'There is no {currency} rate for {day} (that day, or the latest of the {days} days before). Have finance record it under Exchange rates first, then save this.',
  },
  currency_fixed: {
    zh: '{number} 已按 {currency} 记账，币种不能再改。请作废后重新建立，或核对文件里的币种。',
    en: '{number} is booked in {currency}, which cannot be changed. Void it and write it anew, or check the currency in the file.',
  },
  agreed_in_other_currency: {
    zh: '合同或报价是 {agreed} 的，订单写的是 {currency}，两边价格没法核对。请把订单的币种改成 {agreed}，或另选合同、商机。',
    en: 'The contract or quote is in {agreed} while the order says {currency}, so prices cannot be compared. Write the order in {agreed}, or choose another contract or deal.',
  },
  rate_currency_unknown: {
    zh: '系统不支持币种 {currency} 的汇率，请检查代码。',
    en: 'Rates of {currency} are not kept here. Check the code.',
  },
  rate_day_ahead: {
    zh: '{day} 还没到，没有当天的汇率。',
    en: '{day} is yet to come, so it has no rate.',
  },
  rate_jump: {
    zh: '{day} 的 {currency} 汇率与上一次（每 1 单位 ¥{before}）相差超过两成。请核对报价单位是每 1 还是每 100，无误时确认后再保存。',
    en: 'The {currency} rate of {day} is more than a fifth away from the one before (¥{before} for 1). Check whether it is quoted for 1 or for 100; confirm it when it is right.',
  },
  rate_twice: {
    zh: '同一币种同一天只能有一个汇率，请删掉重复的。',
    en: 'One currency has one rate a day. Remove what is there twice.',
  },
}
