import { expect, it } from 'vitest'
import { parsePeople } from './parse-text.ts'

it.each([
  ['张三、李四', ['张三', '李四']],
  ['张三，李四；王五/赵六', ['张三', '李四', '王五', '赵六']],
  ['张三 李四　王五', ['张三', '李四', '王五']],
  ['张 三、李 四', ['张三', '李四']],
  ['张三(1001)、李四/1002', ['张三 1001', '李四 1002']],
  ['Ann Lee; Bob', ['Ann Lee', 'Bob']],
  ['张三\n李四\n张三', ['张三', '李四']],
  ['无', []],
  ['、', []],
])('%s', (text, people) => {
  expect(parsePeople(text).map(({ name, code }) => (code ? `${name} ${code}` : name))).toEqual(people)
})
