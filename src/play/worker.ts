import type { PortableModel } from '../portable/format.ts';
import { type MadeFunctions, PortableRunner } from '../portable/run.ts';
import { Answers } from './answer.ts';
import type { Question } from './protocol.ts';

/*
 * Runs a page's model on a separate thread. The first message is the address of the model's script; each of the
 * others is a question.
 */

interface ModelScript {
  readonly model: PortableModel;
  readonly functions: MadeFunctions;
}

let answers: Promise<Answers> | null = null;

async function load(url: string): Promise<Answers> {
  const { model, functions } = (await import(/* @vite-ignore */ url)) as ModelScript;
  return new Answers(model, new PortableRunner(model, functions));
}

addEventListener('message', async ({ data }: MessageEvent<string | Question>) => {
  if (typeof data === 'string') {
    answers = load(data);
    return;
  }
  postMessage((await answers!).answer(data));
});
