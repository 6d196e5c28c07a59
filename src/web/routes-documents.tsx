import { createRoute, lazyRouteComponent } from '@tanstack/react-router'
import { listAllowances, readReconciliation } from '../api/allowances.ts'
import { listTemplates } from '../api/contract-templates.ts'
import { getContract, listContracts, searchContracts } from '../api/contracts.ts'
import { creditBoard } from '../api/credit.ts'
import { creditWhatIf } from '../api/credit-what-if.ts'
import { getNote, listNotes } from '../api/delivery-notes.ts'
import { getOrder, listOrders } from '../api/orders.ts'
import { readPrices } from '../api/prices.ts'
import { getQuote, listQuotes } from '../api/quotes.ts'
import { listRates } from '../api/rates.ts'
import { termPolicy } from '../api/term-policy.ts'
import { fromUrl } from './api.ts'
import { bring } from './bring.ts'
import { archiveQuery, contractsQuery, looksInArchive } from './pages/contracts/queries.ts'
import { allowancesQuery, notesQuery } from './pages/goods/queries.ts'
import { ordersQuery } from './pages/orders/queries.ts'
import { pricesQuery } from './pages/prices/queries.ts'
import { quotesQuery } from './pages/quotes/queries.ts'
import { ratesQuery } from './pages/rates/queries.ts'
import { app } from './routes-base.tsx'
import type { UrlValues } from './ui/url.tsx'

const quotes = createRoute({
  getParentRoute: () => app,
  path: '/quotes',
  loaderDeps: ({ search }) => search as UrlValues,
  loader: ({ context: { client }, deps }) => bring(client, listQuotes, { query: quotesQuery(deps) }),
  component: lazyRouteComponent(() => import('./pages/quotes/quotes-page.tsx'), 'QuotesPage'),
})

const quote = createRoute({
  getParentRoute: () => app,
  path: '/quotes/$id',
  loader: ({ context: { client }, params }) => bring(client, getQuote, { params }),
  component: lazyRouteComponent(() => import('./pages/quotes/quote-page.tsx'), 'QuotePage'),
})

const prices = createRoute({
  getParentRoute: () => app,
  path: '/prices',
  loaderDeps: ({ search }) => search as UrlValues,
  loader: ({ context: { client }, deps }) => bring(client, readPrices, { query: pricesQuery(deps) }),
  component: lazyRouteComponent(() => import('./pages/prices/prices-page.tsx'), 'PricesPage'),
})

const rates = createRoute({
  getParentRoute: () => app,
  path: '/rates',
  loaderDeps: ({ search }) => search as UrlValues,
  loader: ({ context: { client }, deps }) => bring(client, listRates, { query: ratesQuery(deps) }),
  component: lazyRouteComponent(() => import('./pages/rates/rates-page.tsx'), 'RatesPage'),
})

const orders = createRoute({
  getParentRoute: () => app,
  path: '/orders',
  loaderDeps: ({ search }) => search as UrlValues,
  loader: ({ context: { client }, deps }) => bring(client, listOrders, { query: ordersQuery(deps) }),
  component: lazyRouteComponent(() => import('./pages/orders/orders-page.tsx'), 'OrdersPage'),
})

const order = createRoute({
  getParentRoute: () => app,
  path: '/orders/$id',
  loader: ({ context: { client }, params }) => bring(client, getOrder, { params }),
  component: lazyRouteComponent(() => import('./pages/orders/order-page.tsx'), 'OrderPage'),
})

const notes = createRoute({
  getParentRoute: () => app,
  path: '/delivery-notes',
  loaderDeps: ({ search }) => search as UrlValues,
  loader: ({ context: { client }, deps }) => bring(client, listNotes, { query: notesQuery(deps) }),
  component: lazyRouteComponent(() => import('./pages/goods/notes-page.tsx'), 'NotesPage'),
})

const note = createRoute({
  getParentRoute: () => app,
  path: '/delivery-notes/$id',
  loader: ({ context: { client }, params }) => bring(client, getNote, { params }),
  component: lazyRouteComponent(() => import('./pages/goods/note-page.tsx'), 'NotePage'),
})

const allowances = createRoute({
  getParentRoute: () => app,
  path: '/allowances',
  loaderDeps: ({ search }) => search as UrlValues,
  loader: ({ context: { client }, deps }) => bring(client, listAllowances, { query: allowancesQuery(deps) }),
  component: lazyRouteComponent(() => import('./pages/goods/allowances-page.tsx'), 'AllowancesPage'),
})

const reconcile = createRoute({
  getParentRoute: () => app,
  path: '/reconciliation/$id',
  loader: ({ context: { client }, params }) => bring(client, readReconciliation, { params }),
  component: lazyRouteComponent(() => import('./pages/goods/reconcile-page.tsx'), 'ReconcilePage'),
})

const contracts = createRoute({
  getParentRoute: () => app,
  path: '/contracts',
  loaderDeps: ({ search }) => search as UrlValues,
  loader: ({ context: { client }, deps }) =>
    looksInArchive(deps)
      ? bring(client, searchContracts, { query: archiveQuery(deps) })
      : bring(client, listContracts, { query: contractsQuery(deps) }),
  component: lazyRouteComponent(() => import('./pages/contracts/contracts-page.tsx'), 'ContractsPage'),
})

const contract = createRoute({
  getParentRoute: () => app,
  path: '/contracts/$id',
  loader: ({ context: { client }, params }) => bring(client, getContract, { params }),
  component: lazyRouteComponent(() => import('./pages/contracts/contract-page.tsx'), 'ContractPage'),
})

const templates = createRoute({
  getParentRoute: () => app,
  path: '/contract-templates',
  loader: ({ context: { client } }) => bring(client, listTemplates),
  component: lazyRouteComponent(() => import('./pages/templates/templates-page.tsx'), 'TemplatesPage'),
})

/** The part of the map that holds prices, quotes, orders and contracts. */
const credit = createRoute({
  getParentRoute: () => app,
  path: '/credit',
  loaderDeps: ({ search }) => search as UrlValues,
  loader: ({ context: { client }, deps }) =>
    bring(client, creditBoard, { query: fromUrl(creditBoard, deps) }),
  component: lazyRouteComponent(() => import('./pages/credit/credit-page.tsx'), 'CreditPage'),
})

const whatIf = createRoute({
  getParentRoute: () => app,
  path: '/credit/what-if',
  loaderDeps: ({ search }) => search as UrlValues,
  loader: ({ context: { client }, deps }) =>
    bring(client, creditWhatIf, { query: fromUrl(creditWhatIf, deps) }),
  component: lazyRouteComponent(() => import('./pages/credit/what-if-page.tsx'), 'WhatIfPage'),
})

const terms = createRoute({
  getParentRoute: () => app,
  path: '/credit/terms',
  loaderDeps: ({ search }) => search as UrlValues,
  loader: ({ context: { client }, deps }) => bring(client, termPolicy, { query: fromUrl(termPolicy, deps) }),
  component: lazyRouteComponent(() => import('./pages/credit/term-policy-page.tsx'), 'TermPolicyPage'),
})

export const documentRoutes = [
  quotes,
  quote,
  prices,
  rates,
  orders,
  order,
  notes,
  note,
  allowances,
  reconcile,
  contracts,
  contract,
  templates,
  credit,
  whatIf,
  terms,
]
