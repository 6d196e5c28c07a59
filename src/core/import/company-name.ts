/**
 * Company names compared the way people mean them (查重): same core = the same company, whatever the brackets,
 * width,
 * case, legal form and place of the city. Branches stay companies of their own.
 */

/** Longest first: 集团股份有限公司 must not leave 集团 behind. */
const LEGAL_FORMS = [
  '集团股份有限公司',
  '集团有限责任公司',
  '股份有限公司',
  '有限责任公司',
  '集团有限公司',
  '有限公司',
  '总公司',
  '集团公司',
  '公司',
  '集团',
  '商行',
  '经营部',
]
const LATIN_FORMS = /(?:COLTD|COMPANYLIMITED|LIMITED|LTD|CORPORATION|CORP|INC|GMBH|LLC|PLC)$/

const BRANCH = /(分公司|办事处|子公司|分厂|分店|分部|代表处|事业部)$/

/** Provinces and the larger cities, without 省/市: what stands before a name or in brackets inside it. */
const PLACES = (
  '北京 上海 天津 重庆 河北 山西 辽宁 吉林 黑龙江 江苏 浙江 安徽 福建 江西 山东 河南 湖北 湖南 广东 海南 四川 贵州 云南 陕西 甘肃 青海 ' +
  '内蒙古 广西 西藏 宁夏 新疆 香港 澳门 台湾 石家庄 唐山 保定 廊坊 沧州 太原 大同 呼和浩特 包头 沈阳 大连 鞍山 长春 哈尔滨 大庆 ' +
  '南京 苏州 无锡 常州 南通 徐州 扬州 镇江 泰州 盐城 淮安 连云港 宿迁 昆山 江阴 常熟 张家港 杭州 宁波 温州 嘉兴 湖州 绍兴 金华 义乌 台州 ' +
  '丽水 衢州 舟山 余姚 慈溪 合肥 芜湖 马鞍山 蚌埠 滁州 福州 厦门 泉州 漳州 莆田 晋江 南昌 九江 赣州 济南 青岛 烟台 潍坊 淄博 临沂 济宁 威海 ' +
  '德州 日照 郑州 洛阳 开封 新乡 许昌 武汉 宜昌 襄阳 荆州 黄石 长沙 株洲 湘潭 岳阳 衡阳 广州 深圳 东莞 佛山 珠海 中山 惠州 汕头 江门 湛江 肇庆 ' +
  '南宁 柳州 桂林 海口 三亚 成都 绵阳 德阳 宜宾 贵阳 遵义 昆明 西安 咸阳 宝鸡 兰州 西宁 银川 乌鲁木齐'
).split(' ')
const PLACE = [...PLACES].sort((a, b) => b.length - a.length).join('|')
const LEADING_PLACE = new RegExp(`^(?:(${PLACE})(?:壮族自治区|自治区|省|市)?)(?:(${PLACE})市?)?`)
const BRACKETED_PLACE = new RegExp(`[(（[【]\\s*(${PLACE})(?:省|市)?\\s*[)）\\]】]`)

/**
 * The key under which two names are worth a look as the same company (查重): `杭州银杏树科技有限公司`,
 * `银杏树（杭州）科技有限公司` and `杭州银杏树科技（有限）公司` share one. The city moves to the front but stays: 北京东方园林
 * and 上海东方园林 are two companies. A person decides; nothing is merged by this key.
 */
export function similarNameKey(name: string): string {
  const { place, core } = splitName(name)
  return place + core
}

/** A branch, office or subsidiary: a company of its own beside the one it belongs to. */
export function isBranch(name: string): boolean {
  return BRANCH.test(bare(name.normalize('NFKC')))
}

export function splitName(name: string): { place: string; core: string } {
  const text = name.normalize('NFKC')
  const whole = bare(text)
  if (BRANCH.test(whole)) return { place: '', core: whole.replace(/(?:有限责任|股份有限|有限)公司/, '') }
  const bracketed = BRACKETED_PLACE.exec(text)
  const stripped = stripForm(bare(bracketed ? text.replace(bracketed[0], '') : text))
  const leading = LEADING_PLACE.exec(stripped)
  const rest = leading ? stripped.slice(leading[0].length) : stripped
  // A name that is only a place, or only a legal form, stays whole.
  if (leading && rest.length >= 1) return { place: leading[2] ?? leading[1]!, core: rest }
  return { place: bracketed?.[1] ?? '', core: stripped === '' ? whole : stripped }
}

/** NFKC already applied: upper case, nothing but letters, digits and characters. */
function bare(text: string): string {
  return text.toUpperCase().replace(/[^\p{L}\p{N}]/gu, '')
}

function stripForm(core: string): string {
  for (const form of LEGAL_FORMS) {
    if (core.endsWith(form) && core.length > form.length) return core.slice(0, -form.length)
  }
  const latin = core.replace(LATIN_FORMS, '')
  return latin === '' ? core : latin
}
