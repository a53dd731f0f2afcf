"""The smallest FastAPI application: what starting a framework costs at least."""

from fastapi import FastAPI

app = FastAPI()


@app.get("/")
def hello() -> dict[str, str]:
    """Says hello."""
    return {"hello": "world"}
