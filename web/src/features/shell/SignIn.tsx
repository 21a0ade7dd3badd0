import { Command } from "@/ui/Copy";

/** What stands here when nobody is signed in: there are no passwords, the way in is a link that the platform prints. */
export function SignIn() {
  return (
    <main className="sign-in">
      <img src="/favicon.svg" alt="" width={36} height={36} />
      <h1>Sign in</h1>
      <p>The platform prints a sign-in link each time it starts. Open that link in this browser; it works once and keeps you signed in.</p>
      <p className="soft">Link used up, or lost with the terminal? Start the platform again for a new one:</p>
      <Command text="./dev up" />
      <p className="soft">Or sign in with an API key:</p>
      <button type="button" className="button" onClick={() => window.location.reload()}>Go to the sign-in form</button>
    </main>
  );
}
