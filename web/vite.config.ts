/// <reference types="vitest/config" />
import { fileURLToPath } from 'node:url'
import vue from '@vitejs/plugin-vue'
import { defineConfig } from 'vite'
import { land } from './tools/land'

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url))

export default defineConfig({
  plugins: [vue(), land()],
  resolve: {
    alias: { '@': here('./src') },
    // Pages of modules live outside this folder and must use the same Vue.
    dedupe: ['vue', 'vue-router', 'echarts'],
  },
  build: {
    // The browsers found in county offices are often some years old.
    target: ['chrome87', 'edge88', 'firefox78', 'safari14'],
    modulePreload: { polyfill: false },
    assetsInlineLimit: 0,
    reportCompressedSize: false,
    chunkSizeWarningLimit: 700,
  },
  server: {
    fs: { allow: [here('..')] },
    proxy: { '/api': process.env.SHANHAI_API ?? 'http://127.0.0.1:8080' },
  },
  // Pure functions: one browser-like world for all of them is enough, and quick.
  test: { environment: 'happy-dom', include: ['src/**/*.test.ts'], pool: 'threads', isolate: false, maxWorkers: 1 },
})
