/** Refusals of a company's own fields (C223): each names the field as people see it. */
export const FIELD_SENTENCES: Record<string, { zh: string; en: string }> = {
  custom_unknown: {
    zh: '没有“{name}”这个字段，可能已改名，请刷新页面。',
    en: 'There is no field "{name}". Reload the page; it may have been changed.',
  },
  custom_retired: {
    zh: '“{name}”已停用，不能再填写。',
    en: '"{nameEn}" is no longer in use and cannot be filled in.',
  },
  custom_required: { zh: '请填写“{name}”。', en: 'Fill in "{nameEn}".' },
  custom_text: { zh: '“{name}”最多 500 个字。', en: '"{nameEn}" holds at most 500 characters.' },
  custom_number: {
    zh: '“{name}”要填数字，最多六位小数。',
    en: '"{nameEn}" must be a number with at most six decimals.',
  },
  custom_money: {
    zh: '“{name}”要填金额，最多两位小数。',
    en: '"{nameEn}" must be an amount with at most two decimals.',
  },
  custom_date: {
    zh: '“{name}”要填日期，例如 2026-03-15。',
    en: '"{nameEn}" must be a date such as 2026-03-15.',
  },
  custom_yes_no: { zh: '“{name}”只能填“是”或“否”。', en: '"{nameEn}" must be yes or no.' },
  custom_choice: {
    zh: '“{name}”只能从这些里选：{choices}。',
    en: '"{nameEn}" must be one of: {choices}.',
  },
  custom_bound: {
    zh: '筛选条件“{value}”看不懂，请填数字或日期。',
    en: 'The bound "{value}" is neither a number nor a date.',
  },
  custom_too_many: {
    zh: '一种记录最多 {max} 个自定义字段，请先停用不用的。',
    en: 'A record has at most {max} fields of its own; take one out of use first.',
  },
  custom_choices_few: { zh: '选项至少要有两个。', en: 'A list needs at least two choices.' },
  custom_choices_twice: { zh: '有两个选项一样，请去掉一个。', en: 'Two choices are the same; remove one.' },
  custom_name_taken: {
    zh: '已经有字段叫“{name}”，请换一个名字。',
    en: 'A field is already called "{name}". Choose another name.',
  },
}
