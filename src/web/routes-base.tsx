import type { QueryClient } from '@tanstack/react-query'
import { createRootRouteWithContext, createRoute, Outlet, redirect } from '@tanstack/react-router'
import { CallError } from './api.ts'
import { paths } from './paths.ts'
import { sessionQuery } from './session.tsx'
import { FirstPending } from './shell/page-states.tsx'
import { SignedIn } from './shell/signed-in.tsx'

type Context = { client: QueryClient }

/** What every page hangs on; the map itself is in routes.tsx. */
export const root = createRootRouteWithContext<Context>()({ component: Outlet })

/** Everything behind the sign-in. */
export const app = createRoute({
  getParentRoute: () => root,
  id: 'app',
  beforeLoad: async ({ context, location }) => {
    try {
      await context.client.ensureQueryData(sessionQuery)
    } catch (error) {
      if (error instanceof CallError && error.status === 401) {
        throw redirect({ href: paths.signIn(location.href === '/' ? undefined : location.href) })
      }
      throw error
    }
  },
  component: SignedIn,
  pendingComponent: FirstPending,
})
