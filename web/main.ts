import './lib/no-programs-from-text.ts' // before all that has schemas
import { mount } from 'svelte'
import '@fontsource-variable/atkinson-hyperlegible-next/wght.css'
import '@fontsource-variable/noto-sans-arabic/wght.css'
import './style/tokens.css'
import './style/base.css'
import App from './App.svelte'

const target = document.getElementById('app')
if (!target) throw new Error('index.html has no #app')
mount(App, { target })
