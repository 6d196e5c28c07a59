import { afterAll, beforeAll, expect, test } from 'vitest'
import { testBrowser } from '../support/browser.ts'
import { startServer, type TestServer } from '../support/server.ts'

let server: TestServer
const openPage = testBrowser()

beforeAll(async () => {
  server = await startServer({ demo: true })
})
afterAll(() => server?.remove())

test('a persona enters the demo and finds customers and receivables', async () => {
  const { page } = await openPage({ baseURL: server.url })
  await page.goto('/')
  await page.getByText('老板', { exact: false }).first().click()
  await page.waitForURL((url) => !url.pathname.includes('sign-in'))
  await page.goto('/receivables')
  await page.getByText('逾期', { exact: false }).first().waitFor()
  await page.goto('/customers')
  await page.getByText('有限公司', { exact: false }).first().waitFor()
  expect(page.url()).toContain('/customers')
})
