// Asks the browser for a key: a new one, or proof of one that is known here.

const form = document.querySelector("[data-passkey]");

const FAILED = "Nyckeln gick inte att använda. Försök igen, eller välj ett annat sätt.";

const toBytes = (text) => {
  const plain = text.replaceAll("-", "+").replaceAll("_", "/");
  return Uint8Array.from(atob(plain), (letter) => letter.charCodeAt(0));
};

const toText = (bytes) =>
  btoa(String.fromCharCode(...new Uint8Array(bytes)))
    .replaceAll("+", "-")
    .replaceAll("/", "_")
    .replace(/=+$/, "");

const known = (keys = []) => keys.map((key) => ({ ...key, id: toBytes(key.id) }));

const forCreating = (asked) => ({
  ...asked,
  challenge: toBytes(asked.challenge),
  user: { ...asked.user, id: toBytes(asked.user.id) },
  excludeCredentials: known(asked.excludeCredentials),
});

const forGetting = (asked) => ({
  ...asked,
  challenge: toBytes(asked.challenge),
  allowCredentials: known(asked.allowCredentials),
});

const told = (key) => ({
  id: key.id,
  rawId: toText(key.rawId),
  type: key.type,
  clientExtensionResults: key.getClientExtensionResults(),
  response: Object.fromEntries(
    ["clientDataJSON", "attestationObject", "authenticatorData", "signature", "userHandle"]
      .filter((part) => key.response[part])
      .map((part) => [part, toText(key.response[part])]),
  ),
});

const ask = () => {
  const { publicKey } = JSON.parse(form.dataset.options);
  return form.dataset.passkey === "create"
    ? navigator.credentials.create({ publicKey: forCreating(publicKey) })
    : navigator.credentials.get({ publicKey: forGetting(publicKey) });
};

if (form) {
  const said = form.querySelector(".passkey-said");

  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    said.textContent = "";
    try {
      form.elements.credential.value = JSON.stringify(told(await ask()));
    } catch {
      said.textContent = FAILED;
      return;
    }
    form.submit();
  });
}
