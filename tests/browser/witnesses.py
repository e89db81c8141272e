"""What the browser asked for and was told, on every page of every test."""

from dataclasses import dataclass, field

from playwright.sync_api import BrowserContext, ConsoleMessage, Request, Response


@dataclass
class Witness:
    """Notes each request that goes elsewhere, each answer without policy, each error of a page."""

    home: str
    faults: list[str] = field(default_factory=list)
    answers: int = 0

    def watch(self, context: BrowserContext) -> None:
        """Watch all pages of a browser's context."""
        context.on("request", self.asked)
        context.on("response", self.answered)
        context.on("console", self.said)
        context.on("weberror", lambda error: self.faults.append(f"script: {error.error}"))

    def asked(self, request: Request) -> None:
        """Note a request to another host."""
        if not request.url.startswith((f"{self.home}/", "data:", "blob:")):
            self.faults.append(f"asked {request.url}")

    def answered(self, response: Response) -> None:
        """Note an answer without the policy that keeps other hosts and inline scripts out."""
        if not response.url.startswith(self.home):
            return
        self.answers += 1
        policy = response.headers.get("content-security-policy", "")
        if "default-src 'self'" not in policy:
            self.faults.append(f"{response.status} {response.url} came without its policy")

    def said(self, message: ConsoleMessage) -> None:
        """Note an error that a page wrote to the console."""
        if message.type == "error":
            self.faults.append(f"{message.page and message.page.url} said {message.text}")
