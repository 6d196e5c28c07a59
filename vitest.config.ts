import { defineConfig } from 'vitest/config'

// A zone nobody expects: code that leans on the zone of the machine fails here and not at a customer's.
process.env.TZ = 'America/St_Johns'

const databaseTests = 'src/server/**/*.db.test.ts'

export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: 'unit',
          include: ['src/**/*.test.ts', 'test/*.test.ts'],
          exclude: [databaseTests],
          pool: 'threads',
          isolate: false,
          testTimeout: 30_000,
          hookTimeout: 60_000,
        },
      },
      {
        test: {
          name: 'modules',
          include: [databaseTests],
          globalSetup: ['test/support/postgres-server.ts'],
          pool: 'forks',
          // Half of the time is PostgreSQL's: a worker for each processor keeps both at work.
          maxWorkers: '100%',
          // The server is imported once per worker and not once per file; what files share is no state of theirs.
          isolate: false,
          testTimeout: 30_000,
          hookTimeout: 60_000,
        },
      },
      {
        test: {
          name: 'e2e',
          include: ['test/e2e/**/*.e2e.ts'],
          globalSetup: ['test/support/web-and-browser.ts'],
          pool: 'forks',
          // Each file runs a whole server with its database and a browser; two at once starve each other.
          maxWorkers: 1,
          testTimeout: 60_000,
          hookTimeout: 180_000,
        },
      },
    ],
  },
})
