/* Columns of integers and of texts, row by row through sqlite3_step: what reading costs at least. Whoever loads this has loaded
   SQLite, so it needs no header of it. */
#include <stdint.h>
#include <string.h>

typedef struct sqlite3 sqlite3;
typedef struct sqlite3_stmt sqlite3_stmt;
int sqlite3_open_v2(const char *, sqlite3 **, int, const char *);
int sqlite3_prepare_v2(sqlite3 *, const char *, int, sqlite3_stmt **, const char **);
int sqlite3_step(sqlite3_stmt *);
int sqlite3_column_int(sqlite3_stmt *, int);
int sqlite3_column_bytes(sqlite3_stmt *, int);
const unsigned char *sqlite3_column_text(sqlite3_stmt *, int);
int sqlite3_finalize(sqlite3_stmt *);
int sqlite3_close(sqlite3 *);

enum { READONLY = 1, ROW = 100 };

/* kinds: a letter a column, i for an integer, t for a text. Texts stand one after the other, each ended by a line's end. */
int64_t read_columns(const char *path, const char *sql, const char *kinds, void **columns)
{
    sqlite3 *db;
    sqlite3_stmt *rows;
    int64_t row = 0;
    char *at[16];
    for (int c = 0; kinds[c]; c++)
        at[c] = columns[c];
    if (sqlite3_open_v2(path, &db, READONLY, 0) || sqlite3_prepare_v2(db, sql, -1, &rows, 0))
        return -1;
    for (; sqlite3_step(rows) == ROW; row++)
        for (int c = 0; kinds[c]; c++)
            if (kinds[c] == 'i') {
                ((int32_t *)columns[c])[row] = sqlite3_column_int(rows, c);
            } else {
                const unsigned char *text = sqlite3_column_text(rows, c);
                int length = sqlite3_column_bytes(rows, c);
                if (text)
                    memcpy(at[c], text, length);
                at[c] += length;
                *at[c]++ = '\n';
            }
    sqlite3_finalize(rows);
    sqlite3_close(db);
    return row;
}
