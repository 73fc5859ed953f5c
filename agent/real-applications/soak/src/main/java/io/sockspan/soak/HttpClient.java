package io.sockspan.soak;

/** A library's HTTP client with its pool, as people use it by default. The line on which it leaks ends with {@code // the leak}. */
interface HttpClient {
    /** Sends a request, and reads the response to its end. */
    void get(String url) throws Exception;

    /** Keeps a response that is larger than what the library reads ahead, without reading or closing it. */
    void leak(String url) throws Exception;
}
