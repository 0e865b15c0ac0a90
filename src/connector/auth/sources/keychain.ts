/** The keychain of the operating system, read by the program that comes with it: nothing of ours stays unlocked. */
import type { Command } from "../run-command.ts";

export interface KeychainEntry {
  readonly keychain: string;
  readonly account?: string | undefined;
}

/** What reads an entry on a platform; undefined where no keychain is known. */
export function keychainCommand(
  { keychain, account }: KeychainEntry,
  platform: NodeJS.Platform = process.platform,
): Command | undefined {
  if (platform === "darwin") return macCommand(keychain, account);
  if (platform === "win32") return windowsCommand(keychain);
  return platform === "linux" || platform.endsWith("bsd") ? secretServiceCommand(keychain, account) : undefined;
}

function macCommand(name: string, account: string | undefined): Command {
  const who = account === undefined ? [] : ["-a", account];
  return {
    line: ["security", "find-generic-password", "-s", name, ...who, "-w"],
    shown: "security find-generic-password",
    direct: true,
    hint: `Add the entry with: security add-generic-password -s '${name}' -a '${account ?? "NAME"}' -w`,
  };
}

function secretServiceCommand(name: string, account: string | undefined): Command {
  const who = account === undefined ? [] : ["account", account];
  return {
    line: ["secret-tool", "lookup", "service", name, ...who],
    shown: "secret-tool lookup",
    direct: true,
    hint:
      "Install secret-tool (Debian: libsecret-tools) and unlock the keyring; add the entry with: " +
      `secret-tool store --label='${name}' service '${name}'${account === undefined ? "" : ` account '${account}'`}`,
  };
}

function windowsCommand(name: string): Command {
  const script = credentialReader.replace("TARGET", () => `'${name.replaceAll("'", "''")}'`);
  const encoded = Buffer.from(script, "utf16le").toString("base64");
  return {
    line: ["powershell.exe", "-NoProfile", "-NonInteractive", "-EncodedCommand", encoded],
    shown: "powershell.exe (Credential Manager)",
    direct: true,
    hint: `Add the entry with: cmdkey /generic:${name} /user:NAME /pass`,
  };
}

/** CredRead of a generic credential; its blob is text in UTF-16. */
const credentialReader = `
$ErrorActionPreference = 'Stop'
Add-Type -Namespace Win32 -Name Credential -MemberDefinition @'
[DllImport("advapi32.dll", CharSet = CharSet.Unicode, EntryPoint = "CredReadW", SetLastError = true)]
public static extern bool Read(string target, int type, int flags, out System.IntPtr credential);
'@
$credential = [IntPtr]::Zero
if (-not [Win32.Credential]::Read(TARGET, 1, 0, [ref]$credential)) { [Console]::Error.WriteLine('no such credential'); exit 1 }
$sizes = if ([IntPtr]::Size -eq 8) { 32, 40 } else { 24, 28 }
$size = [Runtime.InteropServices.Marshal]::ReadInt32($credential, $sizes[0])
$blob = [Runtime.InteropServices.Marshal]::ReadIntPtr($credential, $sizes[1])
[Console]::OutputEncoding = [Text.Encoding]::UTF8
[Console]::Out.Write([Runtime.InteropServices.Marshal]::PtrToStringUni($blob, $size / 2))
`;
